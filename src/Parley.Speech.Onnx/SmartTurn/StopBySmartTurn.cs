using Parley.Agents;
using Parley.Audio.Resampling;

namespace Parley.Speech.Onnx.SmartTurn;

/// <summary>
/// A turn is over when the Smart Turn model says so, which is asked once in each pause; or after a longer silence. It lets somebody think in the middle of a
/// sentence, and answers a finished one sooner than silence could.
/// </summary>
/// <param name="model">The model.</param>
public sealed class StopBySmartTurn(ISmartTurn model) : ITurnStop
{
    /// <summary>The silence after which it is asked.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How likely the end must be.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>So much silence ends a turn without it.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public TimeSpan Listens => WhisperFeatures.Length;

    /// <inheritdoc/>
    public bool IsOver(in TurnMoment moment) =>
        moment.Silence >= LongestPause || (moment.HasPausedFor(Pause) && moment.Sound is { } sound && IsEnd(sound));

    private bool IsEnd(ITurnSound sound)
    {
        var samples = sound.ToArray();
        if (sound.SampleRate != WhisperFeatures.SampleRate)
        {
            var resampler = new Resampler(sound.SampleRate, WhisperFeatures.SampleRate);
            var resampled = new short[resampler.GetOutputLength(samples.Length)];
            resampler.Process(samples, resampled);
            samples = resampled;
        }

        return model.ProbabilityOfEnd(WhisperFeatures.Of(samples)) > Threshold;
    }
}
