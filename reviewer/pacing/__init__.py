"""How long each stop of the slideshow stays: a budget of seconds, spent where it finds the most keepers.

Looking at photos is a search. If photo *i* is a keeper with probability p_i, and a look of t seconds finds a keeper
with probability 1 - exp(-t / tau), then the number found within a budget T is greatest when

    t_i = tau * ln(p_i / lambda), kept within [floor, ceiling],  with lambda such that the t_i add up to T

(B. O. Koopman 1946; L. D. Stone, *Theory of Optimal Search*, 1975). Nothing is promised beyond that: a score that says
little gives probabilities that hardly differ, and so a pace that hardly varies.

``belief`` makes probabilities of scores; ``allocation`` solves the formula; ``sharing`` makes one stop of a group;
``audits`` picks the spot checks; ``planning`` puts them together; ``promise`` says what the scores are worth in a plan.
"""

from reviewer.pacing.allocation import allocate
from reviewer.pacing.belief import AUC, KEEP_RATE, probabilities
from reviewer.pacing.pace import Pace
from reviewer.pacing.planning import best_first, plan
from reviewer.pacing.promise import gain

__all__ = ["AUC", "KEEP_RATE", "Pace", "allocate", "best_first", "gain", "plan", "probabilities"]
