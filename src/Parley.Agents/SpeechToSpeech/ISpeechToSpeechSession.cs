using System.Threading.Channels;

namespace Parley.Agents;

/// <summary>
/// One call's session with a model that hears and speaks by itself. It tells when the caller speaks, but says nothing unless asked to: when it answers, and whether it is
/// interrupted, is decided by the conversation. Nothing here waits; what is sent after the connection has broken is dropped.
/// </summary>
public interface ISpeechToSpeechSession : IAsyncDisposable
{
    /// <summary>How sound travels, both ways.</summary>
    SpeechToSpeechFormat Format { get; }

    /// <summary>What the model tells, in order. <see cref="SpeechToSpeechEvent.Disconnected"/> is the last, unless it is disposed before.</summary>
    ChannelReader<SpeechToSpeechEvent> Events { get; }

    /// <summary>Gives the model the caller's next sound.</summary>
    /// <param name="sound">In <see cref="Format"/>, usually 20 ms; the caller's memory, which it may use again at once.</param>
    void Hear(ReadOnlySpan<byte> sound);

    /// <summary>Tells the model to do something, after what it was told before.</summary>
    void Send(SpeechToSpeechCommand command);
}
