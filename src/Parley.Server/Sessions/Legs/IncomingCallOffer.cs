using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>A call that came in and rings until an agent is in its room; it is answered by one session or refused, never forgotten.</summary>
internal sealed class IncomingCallOffer
{
    private int _decided;

    public IncomingCallOffer(IncomingLeg call)
    {
        Call = call;
        Headers = call.Headers.GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(h => h.Key, h => h.First().Value);
        call.Ring();
    }

    /// <summary>The call.</summary>
    public IncomingLeg Call { get; }

    /// <summary>The INVITE's X- headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Answers it. What comes of it is told by the leg's events.</summary>
    public void Take()
    {
        if (Interlocked.Exchange(ref _decided, 1) == 0)
        {
            _ = Call.AnswerAsync();
        }
    }

    /// <summary>Answers it, and waits until that is done.</summary>
    /// <returns>Whether it is answered with common media; <see langword="false"/> also when it was decided before.</returns>
    public Task<bool> TakeAsync() => Interlocked.Exchange(ref _decided, 1) == 0 ? Call.AnswerAsync() : Task.FromResult(false);

    /// <summary>Refuses it, unless it has been taken.</summary>
    /// <param name="status">SIP status.</param>
    public async Task RefuseAsync(int status)
    {
        if (Interlocked.Exchange(ref _decided, 1) == 0)
        {
            await Call.RejectAsync(status);
            await Call.Leg.DisposeAsync();
        }
    }
}
