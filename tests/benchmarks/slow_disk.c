/* A slow disk for one folder, for LD_PRELOAD: what is read below $SLOW_DISK_FOLDER takes the time of a worn card or a
   network drive. All processes share it, through the file $SLOW_DISK_STATE: one request after another, as a disk has
   one head. A request is a seek (for an open, and for a read elsewhere than where the last one ended), or a piece of a
   read. What is cached counts like what is not: each read is paid for. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define FILES 4096
#define PIECE (256 << 10) /* bytes of one request: as much as a kernel reads ahead */

static _Atomic long long *free_at; /* ns, when the disk has done all that was asked of it so far */
static const char *folder;
static double rate;       /* bytes a nanosecond */
static long long seek_ns; /* of one seek */
static off_t next_at[FILES];
static char slow[FILES];

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

__attribute__((constructor)) static void begin(void) {
    const char *state = getenv("SLOW_DISK_STATE");
    folder = getenv("SLOW_DISK_FOLDER");
    if (!state || !folder) { folder = NULL; return; }
    rate = atof(getenv("SLOW_DISK_RATE")) / 1e9;
    seek_ns = (long long)(atof(getenv("SLOW_DISK_SEEK")) * 1e9);
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    int fd = real(state, O_RDWR);
    void *map = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *free_at, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) folder = NULL; else free_at = map;
    if (fd >= 0) close(fd);
}

static void use(long long ns) {
    long long before = atomic_load(free_at), start, end;
    do {
        start = now() > before ? now() : before;
        end = start + ns;
    } while (!atomic_compare_exchange_weak(free_at, &before, end));
    for (long long left; (left = end - now()) > 0;) {
        struct timespec t = {left / 1000000000LL, left % 1000000000LL};
        nanosleep(&t, NULL);
    }
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < FILES) {
        slow[fd] = folder && strncmp(path, folder, strlen(folder)) == 0 && path[strlen(folder)] == '/';
        next_at[fd] = 0;
        if (slow[fd]) use(seek_ns);
    }
    return fd;
}

#define OPEN(name)                                                   \
    int name(const char *path, int flags, ...) {                     \
        static int (*real)(const char *, int, ...);                  \
        if (!real) real = dlsym(RTLD_NEXT, #name);                   \
        va_list rest;                                                \
        va_start(rest, flags);                                       \
        int mode = va_arg(rest, int);                                \
        va_end(rest);                                                \
        return opened(real(path, flags, mode), path);                \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                 \
    int name(int at, const char *path, int flags, ...) {             \
        static int (*real)(int, const char *, int, ...);             \
        if (!real) real = dlsym(RTLD_NEXT, #name);                   \
        va_list rest;                                                \
        va_start(rest, flags);                                       \
        int mode = va_arg(rest, int);                                \
        va_end(rest);                                                \
        return opened(real(at, path, flags, mode), path);            \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t read(int fd, void *buffer, size_t size) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "read");
    if (fd < 0 || fd >= FILES || !slow[fd] || !free_at) return real(fd, buffer, size);
    size_t done = 0;
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (at != next_at[fd]) use(seek_ns);
    while (done < size) {
        size_t piece = size - done < PIECE ? size - done : PIECE;
        ssize_t got = real(fd, (char *)buffer + done, piece);
        if (got <= 0) {
            if (done == 0) return got;
            break;
        }
        use((long long)(got / rate));
        done += got;
        if ((size_t)got < piece) break;
    }
    next_at[fd] = at + done;
    return done;
}

int close(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "close");
    if (fd >= 0 && fd < FILES) slow[fd] = 0;
    return real(fd);
}
