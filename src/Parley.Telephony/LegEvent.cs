using System.Text.Json;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Transfers;

namespace Parley.Telephony;

/// <summary>Something that happened to a call leg. A closed family: match on the records of this file.</summary>
public abstract record LegEvent
{
    private protected LegEvent(DateTimeOffset at) => At = at;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>The first provisional answer: the network is at it. Comes before <see cref="LegAnswered"/> in every dial-out, even one answered at once.</summary>
/// <param name="At">When.</param>
/// <param name="Status">SIP status, 100 to 199; 200 when the network answered without a provisional one.</param>
public sealed record LegConnected(DateTimeOffset At, int Status) : LegEvent(At);

/// <summary>A further provisional answer.</summary>
/// <param name="At">When.</param>
/// <param name="Status">SIP status, 101 to 199; 180 is ringing.</param>
/// <param name="HasEarlyMedia">Whether it announced sound before the answer, for <see cref="CallLeg.ReadEarly"/>.</param>
public sealed record LegProgress(DateTimeOffset At, int Status, bool HasEarlyMedia) : LegEvent(At);

/// <summary>Off-hook with media agreed on: from here on the leg's port carries sound.</summary>
/// <param name="At">When.</param>
/// <param name="Codec">The encoding, e.g. <c>PCMU</c>.</param>
public sealed record LegAnswered(DateTimeOffset At, string Codec) : LegEvent(At)
{
    /// <summary>The X- headers and User-to-User of the answer to a call of ours.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];
}

/// <summary>The far end put us on hold: it does not listen.</summary>
/// <param name="At">When.</param>
public sealed record LegHeld(DateTimeOffset At) : LegEvent(At);

/// <summary>The far end took us back from hold.</summary>
/// <param name="At">When.</param>
public sealed record LegResumed(DateTimeOffset At) : LegEvent(At);

/// <summary>The far end pressed a key.</summary>
/// <param name="At">When.</param>
/// <param name="Tone">0-9, *, #, A-D.</param>
/// <param name="Volume">Tone level in -dBm0: 0 is loudest, 63 quietest; 0 for a key that came as SIP INFO, which has none.</param>
public sealed record LegDigit(DateTimeOffset At, char Tone, byte Volume) : LegEvent(At)
{
    /// <summary>How it travelled.</summary>
    public DigitsMethod Method { get; init; } = DigitsMethod.TelephoneEvent;

    /// <summary>Whether it came as SIP INFO, and not with the sound.</summary>
    public bool IsInfo => Method is DigitsMethod.SipInfo;
}

/// <summary>A transfer of ours is over. When the far end is with the target, the end of the leg follows.</summary>
/// <param name="At">When.</param>
/// <param name="Result">What became of it.</param>
public sealed record LegTransferred(DateTimeOffset At, TransferResult Result) : LegEvent(At);

/// <summary>The far end has changed: somebody else took its place (Replaces, RFC 3891), and the call goes on.</summary>
/// <param name="At">When.</param>
/// <param name="Party">The number or address of the one who is there now.</param>
public sealed record LegReplaced(DateTimeOffset At, string Party) : LegEvent(At);

/// <summary>The far end asks us to call somebody else instead; whoever reads this must accept or decline it.</summary>
/// <param name="At">When.</param>
/// <param name="Wish">What it wants.</param>
public sealed record LegReferred(DateTimeOffset At, ReferredCall Wish) : LegEvent(At);

/// <summary>The far end says something beside its voice.</summary>
/// <param name="At">When.</param>
/// <param name="Message">What. Personal data.</param>
public sealed record LegMessage(DateTimeOffset At, JsonElement Message) : LegEvent(At);

/// <summary>Something went otherwise than asked for, and the call goes on.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What, in words.</param>
public sealed record LegWarning(DateTimeOffset At, string Text) : LegEvent(At);

/// <summary>The end; always the last event, exactly once. The leg's ports are free again.</summary>
/// <param name="At">When.</param>
/// <param name="Outcome">The facts.</param>
public sealed record LegEnded(DateTimeOffset At, CallOutcome Outcome) : LegEvent(At);
