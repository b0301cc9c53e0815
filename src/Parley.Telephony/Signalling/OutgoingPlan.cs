using Parley.Rtp.Sdp;
using Parley.Sip.Messages;
using Parley.Telephony.Numbers;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Signalling;

/// <summary>A checked request to dial, with everything that its INVITE needs.</summary>
internal sealed record OutgoingPlan(DialRequest Request, SipUri Uri)
{
    /// <summary>What was asked for: a number or an address.</summary>
    public required string Destination { get; init; }

    /// <summary>The number to be dialled, when it is one.</summary>
    public PhoneNumber? Number { get; init; }

    public OwnedNumber? CallerId { get; init; }

    public Trunk? Trunk { get; init; }

    /// <summary>X- headers of the address.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    public AudioCapabilities Capabilities { get; init; } = AudioCapabilities.Default;

    /// <summary>What to tell before anything else: codecs that were left out.</summary>
    public string? Warning { get; init; }

    public string DisplayName => Request.DisplayName ?? Number?.ToString() ?? Uri.User ?? Uri.Host;
}
