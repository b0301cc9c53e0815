using System.Threading.Channels;

namespace Parley.Agents.Tests.Fakes;

/// <summary>One session of a <see cref="FakeModel"/>: keeps what it is told, and tells what the test wants told.</summary>
internal sealed class FakeModelSession(SpeechToSpeechFormat format, SpeechToSpeechSetup setup) : ISpeechToSpeechSession
{
    /// <summary>What the model sounds like in mu-law: loud, and the same throughout.</summary>
    public const byte Sound = 0x90;

    private readonly Channel<SpeechToSpeechEvent> _events = Channel.CreateUnbounded<SpeechToSpeechEvent>();

    public SpeechToSpeechSetup Setup => setup;

    public SpeechToSpeechFormat Format => format;

    public ChannelReader<SpeechToSpeechEvent> Events => _events.Reader;

    /// <summary>What it heard.</summary>
    public List<byte> Heard { get; } = [];

    /// <summary>What it was told to do, in order.</summary>
    public List<SpeechToSpeechCommand> Commands { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>The instructions of the responses that were asked for; null where the model answers by itself.</summary>
    public IEnumerable<string?> Asked => Of<SpeechToSpeechCommand.CreateResponse>().Select(create => create.Instructions);

    public IEnumerable<T> Of<T>() => Commands.OfType<T>();

    public void Hear(ReadOnlySpan<byte> sound) => Heard.AddRange(sound);

    public void Send(SpeechToSpeechCommand command) => Commands.Add(command);

    public void Tell(params SpeechToSpeechEvent[] events)
    {
        foreach (var told in events)
        {
            Assert.True(_events.Writer.TryWrite(told));
        }
    }

    /// <summary>A response begins, and so much of its sound comes at once.</summary>
    public void Begins(string id, string words, double seconds) => Tell(
        new SpeechToSpeechEvent.ResponseStarted(id),
        new SpeechToSpeechEvent.Audio(id, $"item-{id}", MuLaw(seconds)),
        new SpeechToSpeechEvent.Said(id, $"item-{id}", words, IsFinal: false));

    /// <summary>A whole response comes at once.</summary>
    public void Answers(string id, string words, double seconds)
    {
        Begins(id, words, seconds);
        Tell(new SpeechToSpeechEvent.Said(id, $"item-{id}", words, IsFinal: true), new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
    }

    /// <summary>A response calls a function.</summary>
    public void Calls(string id, string name, string arguments = "{}") => Tell(
        new SpeechToSpeechEvent.ResponseStarted(id),
        new SpeechToSpeechEvent.FunctionCalled(id, $"call-{id}", name, arguments),
        new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));

    /// <summary>The caller has said something.</summary>
    public void Hears(string item, string words) => Tell(
        new SpeechToSpeechEvent.SpeechStarted(), new SpeechToSpeechEvent.SpeechStopped(item), new SpeechToSpeechEvent.Heard(item, words, IsFinal: true));

    public void Drop(bool mayReconnect = true, string message = "The line is cut.")
    {
        Tell(new SpeechToSpeechEvent.Disconnected(message, mayReconnect));
        _events.Writer.Complete();
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private static byte[] MuLaw(double seconds)
    {
        var sound = new byte[(int)Math.Round(seconds * 8000)];
        Array.Fill(sound, Sound);
        return sound;
    }
}
