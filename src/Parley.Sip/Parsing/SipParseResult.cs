using Parley.Sip.Messages;

namespace Parley.Sip.Parsing;

/// <summary>What the parser made of some bytes: a message, a keep-alive, or an error.</summary>
public readonly record struct SipParseResult
{
    /// <summary>The message; <see langword="null"/> when it was refused.</summary>
    public SipMessage? Message { get; private init; }

    /// <summary>Why it was refused; <see langword="null"/> for a good message and for a keep-alive.</summary>
    public string? Error { get; private init; }

    /// <summary>The status to answer a refused request with: 400, 505 ...; 0 when it cannot or must not be answered.</summary>
    public int ErrorStatus { get; private init; }

    /// <summary>As much of a refused request as an answer needs.</summary>
    public SipRequest? Refused { get; private init; }

    /// <summary>Whether the bytes were only line ends, as sent to keep a NAT binding open.</summary>
    public bool IsKeepAlive => Message is null && Error is null;

    internal static SipParseResult KeepAlive => default;

    internal static SipParseResult Parsed(SipMessage message) => new() { Message = message };

    internal static SipParseResult Dropped(string error) => new() { Error = error };

    internal static SipParseResult Rejected(string error, int status, SipRequest refused) =>
        new() { Error = error, ErrorStatus = status, Refused = refused };
}
