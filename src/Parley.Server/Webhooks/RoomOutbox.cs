using Microsoft.Extensions.Logging;
using Parley.Server.Storage;

namespace Parley.Server.Webhooks;

/// <summary>
/// Writes what is told of rooms, one thing after the other in each room, in the order in which it was asked for: what several parties do at once is told as it happened. Without webhooks there is nothing
/// to be put in order, and nobody waits.
/// </summary>
internal sealed partial class RoomOutbox(Outbox outbox, WebhookStore webhooks, ILogger<RoomOutbox> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _last = [];

    /// <summary>Writes something that changes the database beside what it tells.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="write">The writing.</param>
    public Task WriteAsync(string room, Func<Task> write) => webhooks.IsSurelyEmpty ? write() : QueueAsync(room, write);

    /// <summary>Tells something, sooner or later; returns at once and never throws.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="told">What is told; asked for when there is somebody to be told.</param>
    public void Tell(string room, Func<IEnumerable<WebhookEvent>> told)
    {
        if (!webhooks.IsSurelyEmpty)
        {
            _ = QueueAsync(room, () => TellAsync(room, told));
        }
    }

    /// <summary>Completes when all is written that was asked for so far.</summary>
    public Task WhenWrittenAsync(string room)
    {
        lock (_gate)
        {
            return _last.GetValueOrDefault(room) is { } last ? SettledAsync(last) : Task.CompletedTask;
        }
    }

    private static async Task SettledAsync(Task task)
    {
        try
        {
            await task;
        }
#pragma warning disable CA1031 // Whoever asked for it is told.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private Task QueueAsync(string room, Func<Task> write)
    {
        lock (_gate)
        {
            var mine = RunAsync(_last.GetValueOrDefault(room) ?? Task.CompletedTask, write);
            _last[room] = mine;
            _ = ForgetAsync(room, mine);
            return mine;
        }
    }

    private static async Task RunAsync(Task before, Func<Task> write)
    {
        await Task.Yield();   // Whoever asks may hold locks, and a write may take its time.
        await SettledAsync(before);
        await write();
    }

    private async Task ForgetAsync(string room, Task mine)
    {
        await SettledAsync(mine);
        lock (_gate)
        {
            if (_last.GetValueOrDefault(room) == mine)
            {
                _last.Remove(room);
            }
        }
    }

    private async Task TellAsync(string room, Func<IEnumerable<WebhookEvent>> told)
    {
        try
        {
            await outbox.WriteAsync(told, CancellationToken.None);
        }
#pragma warning disable CA1031 // A full disk must not end a call.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotTold(logger, room, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Room {Room}: webhooks could not be told of what happened there")]
        public static partial void NotTold(ILogger logger, string room, Exception fault);
    }
}
