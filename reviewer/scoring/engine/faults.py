"""What torch says when it fails, told apart: no memory, a device that is gone, or this picture."""

from __future__ import annotations

import torch

PICTURES = (RuntimeError, ValueError, AssertionError, ArithmeticError, LookupError, TypeError)
"""What pyiqa's networks raise about a picture that they cannot take."""

_NO_MEMORY = ("out of memory", "not enough memory", "can't allocate", "cannot allocate", "bad_alloc", "bad allocation")

_GONE = ("cuda error", "cublas_status", "cudnn_status", "device-side assert", "no cuda gpus", "mps backend: device")
"""Parts of what torch says of a device that will not answer again in this process."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether there was not enough memory, of the processor or the accelerator; less at a time may help."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError) and any(part in said for part in _NO_MEMORY)


def is_device_lost(error: BaseException, device: str) -> bool:
    """Whether the device is gone; a processor never is."""
    if device == "cpu" or is_out_of_memory(error) or not isinstance(error, RuntimeError):
        return False
    if isinstance(error, getattr(torch, "AcceleratorError", ())):
        return True
    said = str(error).lower()
    return any(part in said for part in _GONE)
