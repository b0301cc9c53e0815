using System.Text.Json;

namespace Parley.Telephony.Sockets;

/// <summary>What a message of a provider says. A closed family: match on the records of this file.</summary>
public abstract record SocketMessage
{
    private protected SocketMessage()
    {
    }

    /// <summary>Something that nothing depends on.</summary>
    public static SocketMessage Other { get; } = new SocketOther();
}

/// <summary>Something that nothing depends on: the greeting, or what a later version says.</summary>
public sealed record SocketOther : SocketMessage;

/// <summary>Which call it is. The first message that counts.</summary>
/// <param name="Start">All that is said of it.</param>
public sealed record SocketStarted(SocketStart Start) : SocketMessage;

/// <summary>Some sound of the caller.</summary>
/// <param name="Bytes">In the format of the call.</param>
/// <param name="SampleRate">Its rate in Hz, where each message says it; else zero.</param>
public sealed record SocketSound(ReadOnlyMemory<byte> Bytes, int SampleRate = 0) : SocketMessage;

/// <summary>The sound before a mark of ours has been played.</summary>
/// <param name="Name">The mark.</param>
public sealed record SocketMark(string Name) : SocketMessage;

/// <summary>The caller pressed a key.</summary>
/// <param name="Tone">0-9, *, #, A-D.</param>
public sealed record SocketDigit(char Tone) : SocketMessage;

/// <summary>The caller's client says something beside the sound.</summary>
/// <param name="Json">What. Personal data.</param>
public sealed record SocketText(JsonElement Json) : SocketMessage;

/// <summary>The call is over.</summary>
public sealed record SocketStopped : SocketMessage;

/// <summary>This is no message of the protocol.</summary>
/// <param name="Why">What is wrong with it, without a word of what it says.</param>
public sealed record SocketMalformed(string Why) : SocketMessage;

/// <summary>What a provider says of a call at its beginning.</summary>
public sealed record SocketStart
{
    /// <summary>Names the stream of sound; goes into every answer.</summary>
    public required string StreamId { get; init; }

    /// <summary>Names the call at the provider; empty where there is no such name.</summary>
    public string CallId { get; init; } = "";

    /// <summary>The account at the provider.</summary>
    public string? AccountId { get; init; }

    /// <summary>The caller, if it is said.</summary>
    public string From { get; init; } = "";

    /// <summary>The number that was called, if it is said.</summary>
    public string To { get; init; } = "";

    /// <summary>The sound, both ways.</summary>
    public SocketFormat Format { get; init; } = SocketFormat.Telephone;

    /// <summary>What whoever routed the call gave along: text by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
