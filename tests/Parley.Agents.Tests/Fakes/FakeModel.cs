namespace Parley.Agents.Tests.Fakes;

/// <summary>A model that hears and speaks, in the hands of a test.</summary>
internal sealed class FakeModel : ISpeechToSpeech
{
    /// <summary>Sessions in the order in which they were opened.</summary>
    public List<FakeModelSession> Sessions { get; } = [];

    public FakeModelSession Session => Sessions[^1];

    /// <summary>How sound is to travel.</summary>
    public SpeechToSpeechFormat Format { get; init; } = SpeechToSpeechFormat.MuLaw;

    /// <summary>Thrown in place of a session.</summary>
    public Exception? Failure { get; set; }

    /// <summary>When set, a connection takes until it is completed.</summary>
    public TaskCompletionSource? Connecting { get; set; }

    public async Task<ISpeechToSpeechSession> OpenAsync(SpeechToSpeechSetup setup, CancellationToken cancellationToken)
    {
        if (Connecting is { } connecting)
        {
            await connecting.Task.UntilAsync(cancellationToken);
        }

        if (Failure is not null)
        {
            throw Failure;
        }

        Sessions.Add(new(Format, setup));
        return Session;
    }
}
