using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Audio;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Hears what the test says it hears, when it says so, in whichever turn is being written down.</summary>
internal sealed class FakeLiveRecogniser(FakeCall call) : ISpeechToText
{
    private readonly List<Channel<Transcript>> _turns = [];

    /// <summary>How many turns it was given.</summary>
    public int Turns => _turns.Count;

    /// <summary>Words that may still change, of the latest turn.</summary>
    public void Guesses(string text) => Put(new(text, IsFinal: false));

    /// <summary>Words that stay, of the latest turn.</summary>
    public void Hears(string text) => Put(new(text, IsFinal: true));

    /// <summary>Done with the latest turn.</summary>
    public void Finishes()
    {
        _turns[^1].Writer.Complete();
        call.Stage.Settle();
    }

    /// <summary>The latest turn's words, unless it is finished.</summary>
    public void TryHear(string text, bool isFinal)
    {
        _turns[^1].Writer.TryWrite(new(text, isFinal));
        call.Stage.Settle();
    }

    /// <summary>Done with a turn, unless it was already.</summary>
    public void TryFinish(int turn)
    {
        _turns[turn].Writer.TryComplete();
        call.Stage.Settle();
    }

    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var turn = Channel.CreateUnbounded<Transcript>();
        _turns.Add(turn);
        while (await turn.Reader.WaitToReadAsync(cancellationToken))
        {
            while (turn.Reader.TryRead(out var transcript))
            {
                yield return transcript;
            }
        }
    }

    private void Put(Transcript transcript)
    {
        Assert.True(_turns[^1].Writer.TryWrite(transcript));
        call.Stage.Settle();
    }
}
