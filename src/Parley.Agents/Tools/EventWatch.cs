using System.Threading.Channels;

namespace Parley.Agents.Tools;

/// <summary>Events of the room for one who waits.</summary>
/// <param name="events">The events.</param>
/// <param name="forget">Ends it.</param>
internal sealed class EventWatch(ChannelReader<AgentEvent> events, Action forget) : IDisposable
{
    /// <summary>Waits for the next event that matters.</summary>
    /// <returns><see langword="null"/> when the session ended without it.</returns>
    public async Task<AgentEvent?> NextAsync(Func<AgentEvent, bool> matters, CancellationToken cancellationToken)
    {
        while (await events.WaitToReadAsync(cancellationToken))
        {
            while (events.TryRead(out var occurred))
            {
                if (matters(occurred))
                {
                    return occurred;
                }
            }
        }

        return null;
    }

    public void Dispose() => forget();
}
