/* The floor under an echo: as many sockets, the same packets, the same 20 ms in five slots, and nothing else. Receives what has come, sends one packet back.
   Prints its ports on one line, and runs until its input ends. Usage: echo SOCKETS */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { SLOTS = 5, SLOT_NS = 20000000 / SLOTS };

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1;
    struct rlimit files = { 65536, 65536 };
    setrlimit(RLIMIT_NOFILE, &files);
    int *sockets = calloc(count, sizeof *sockets);
    struct sockaddr_in *peers = calloc(count, sizeof *peers);
    for (int i = 0; i < count; i++)
    {
        struct sockaddr_in local = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        socklen_t size = sizeof local;
        sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        if (sockets[i] < 0 || bind(sockets[i], (struct sockaddr *)&local, sizeof local) < 0)
        {
            perror("socket");
            return 1;
        }

        getsockname(sockets[i], (struct sockaddr *)&local, &size);
        printf(i ? " %d" : "%d", ntohs(local.sin_port));
    }

    puts("");
    fflush(stdout);
    struct sched_param priority = { 20 };
    sched_setscheduler(0, SCHED_FIFO, &priority);
    struct pollfd input = { 0, POLLIN, 0 };
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (long tick = 0; tick % 1000 || poll(&input, 1, 0) == 0; tick++)
    {
        next.tv_nsec += SLOT_NS;
        if (next.tv_nsec >= 1000000000)
        {
            next.tv_nsec -= 1000000000;
            next.tv_sec++;
        }

        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        for (int i = tick % SLOTS; i < count; i += SLOTS)
        {
            char packet[2048], last[2048];
            ssize_t length, size = 0;
            socklen_t from = sizeof peers[i];
            while ((length = recvfrom(sockets[i], packet, sizeof packet, 0, (struct sockaddr *)&peers[i], &from)) > 0)
            {
                __builtin_memcpy(last, packet, size = length);
            }

            if (size > 0)
            {
                sendto(sockets[i], last, size, 0, (struct sockaddr *)&peers[i], sizeof peers[i]);
            }
        }
    }

    return 0;
}
