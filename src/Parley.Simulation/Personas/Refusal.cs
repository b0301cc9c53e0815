using Parley.Sip.Messages;

namespace Parley.Simulation.Personas;

/// <summary>How a call is refused.</summary>
/// <param name="Status">The SIP status, 300 to 699.</param>
public sealed record Refusal(int Status)
{
    /// <summary>The words beside the status; the usual ones when <see langword="null"/>.</summary>
    public string? ReasonPhrase { get; init; }

    /// <summary>The cause of the telephone network (ITU-T Q.850), if it is told.</summary>
    public int? Cause { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];
}
