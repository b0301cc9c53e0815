namespace Parley.Sip;

/// <summary>The base values from which every timer of RFC 3261, appendix A, is derived.</summary>
public sealed record SipTimers
{
    /// <summary>Round-trip estimate; the first retransmission comes after it. Default 500 ms.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause between retransmissions other than INVITE. Default 4 s.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Longest time a message stays in the network. Default 5 s.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request may stay without its final answer (timers B, F, H, J, L and M): 64 times <see cref="T1"/>.</summary>
    public TimeSpan TransactionTimeout => 64 * T1;

    /// <summary>How long a completed INVITE client transaction absorbs repeated answers over UDP (timer D). Default 32 s.</summary>
    public TimeSpan TimerD { get; init; } = TimeSpan.FromSeconds(32);
}
