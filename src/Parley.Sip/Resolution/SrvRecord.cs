namespace Parley.Sip.Resolution;

/// <summary>An SRV record: a server of a service (RFC 2782).</summary>
/// <param name="Priority">Lower ones are tried first.</param>
/// <param name="Weight">Share of the calls among those of one priority.</param>
/// <param name="Port">The port.</param>
/// <param name="Target">The host; empty or a dot when the service is not offered.</param>
public sealed record SrvRecord(int Priority, int Weight, int Port, string Target);
