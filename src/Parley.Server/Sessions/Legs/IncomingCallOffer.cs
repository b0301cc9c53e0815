using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Rooms;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>A call that came in and has not been answered: it is answered by one session or refused, never forgotten.</summary>
internal sealed class IncomingCallOffer
{
    private int _decided;

    public IncomingCallOffer(IIncomingCall call)
    {
        Call = call;
        Headers = call.Headers.Where(h => !h.Name.Equals(DialinAddresses.TokenHeader, StringComparison.OrdinalIgnoreCase)).GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(h => h.Key, h => h.First().Value);
    }

    /// <summary>The call.</summary>
    public IIncomingCall Call { get; }

    /// <summary>The caller's rights in the room that it calls.</summary>
    public RoomAccess Access { get; init; } = new();

    /// <summary>What to call the caller, when that is not what it calls itself.</summary>
    public string? ShownName { get; init; }

    /// <summary>The INVITE's X- headers, without the token.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Lets the caller hear that it rings.</summary>
    public void Ring() => Call.Ring();

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
