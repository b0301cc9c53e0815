namespace Parley.Sip.Transport;

/// <summary>What a framer found at the front of a stream.</summary>
internal enum StreamFrameKind
{
    /// <summary>Nothing whole yet.</summary>
    Incomplete,

    /// <summary>A message, body included.</summary>
    Message,

    /// <summary>A message whose body is beyond the limit; the bytes are its headers.</summary>
    TooLarge,

    /// <summary>Two line ends: a keep-alive that wants an answer (RFC 5626, section 4.4.1).</summary>
    Ping,

    /// <summary>A line end: the answer to one.</summary>
    Pong,

    /// <summary>What comes cannot be taken apart; the connection is of no use any more.</summary>
    Broken,
}

/// <summary>One message or keep-alive of a stream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">The message, in memory of its own.</param>
internal readonly record struct StreamFrame(StreamFrameKind Kind, ReadOnlyMemory<byte> Bytes = default);
