using Parley.Agents;
using Parley.Audio.Tones;
using Parley.Simulation.Lines;
using Parley.Simulation.Scripts;
using Parley.Simulation.Sounds;

namespace Parley.Simulation.Carrier;

/// <summary>What is said, heard and pressed.</summary>
public sealed partial class Phone
{
    /// <summary>Whether the other side is speaking just now.</summary>
    public bool IsSpokenTo => Line.Ear.IsHearing;

    /// <summary>Says a text to its last sample.</summary>
    public async Task SayAsync(string text, CancellationToken cancellationToken)
    {
        var lines = await _exchange.Book.GetAsync(text, cancellationToken);
        foreach (var line in lines)
        {
            Call.Log(SimulatedCallEventKind.Said, line.Text);
            await Line.Mouth.SayAsync(line.Sound.Samples, cancellationToken);
            await PauseAsync(line == lines[^1] ? TimeSpan.Zero : PhoneExchange.SentencePause, cancellationToken);
        }

        Line.Ear.Forget();
    }

    /// <summary>Says something that was recorded before, to its last sample.</summary>
    public async Task SayAsync(SpokenLine line, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(line);
        Call.Log(SimulatedCallEventKind.Said, line.Text);
        await Line.Mouth.SayAsync(line.Sound.Samples, cancellationToken);
        Line.Ear.Forget();
    }

    /// <summary>Plays tones: once for a pattern that ends, else for as long as is given.</summary>
    public async Task PlayAsync(TonePattern pattern, string name, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        Call.Log(SimulatedCallEventKind.Played, name);
        await Line.Mouth.SayAsync(ToneGenerator.Render(pattern, LineBook.SampleRate, duration), cancellationToken);
    }

    /// <summary>Plays a sound: to its end, or over and over for as long as is given.</summary>
    internal async Task PlayAsync(Sound sound, TimeSpan? duration, CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.Played, sound.Name);
        if (duration is { } length && length != Timeout.InfiniteTimeSpan)
        {
            await Line.Mouth.SayAsync(sound.Take(length), cancellationToken);
            return;
        }

        do
        {
            await Line.Mouth.SayAsync(sound.Samples, cancellationToken);
        }
        while (sound.Repeats || duration is not null);
    }

    /// <summary>Waits.</summary>
    public Task PauseAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        duration == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(duration, Time, cancellationToken);

    /// <summary>Listens to the next utterance to its end.</summary>
    /// <param name="patience">How long nobody may speak.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns>What was heard, or <see langword="null"/> when nobody spoke.</returns>
    public Task<Utterance?> ListenAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        ListenAsync(patience, PhoneExchange.TurnPause, cancellationToken);

    /// <summary>Listens to the next utterance to its end.</summary>
    /// <param name="patience">How long nobody may speak.</param>
    /// <param name="silence">How long a pause ends the utterance.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns>What was heard, or <see langword="null"/> when nobody spoke.</returns>
    public async Task<Utterance?> ListenAsync(TimeSpan patience, TimeSpan silence, CancellationToken cancellationToken)
    {
        var ear = Line.Ear;
        ear.Pause = silence;
        Utterance heard = default;
        do
        {
            if (await TryAsync(async token => heard = await ear.Utterances.ReadAsync(token), patience, cancellationToken))
            {
                Call.Log(SimulatedCallEventKind.Heard, $"{heard.Duration.TotalSeconds:0.0} s of speech");
                return heard;
            }
        }
        while (ear.IsHearing); // Nothing in time; but who is speaking is not interrupted.

        return null;
    }

    /// <summary>Waits until the other side has been speaking for some time, and still does.</summary>
    /// <param name="least">How long, short pauses included; at once for zero.</param>
    /// <param name="patience">How long nobody may speak.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns><see langword="false"/> when nobody spoke.</returns>
    public async Task<bool> HearSpeechAsync(TimeSpan least, TimeSpan patience, CancellationToken cancellationToken)
    {
        var ear = Line.Ear;
        do
        {
            if (await TryAsync(token => ear.WhenAsync(e => e.IsHearing && e.SpokenFor >= least, token), patience, cancellationToken))
            {
                return true;
            }
        }
        while (ear.IsHearing);

        return false;
    }

    /// <summary>Waits until nothing has been heard for some time.</summary>
    /// <param name="least">How long.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns><see langword="false"/> when it was not silent.</returns>
    public Task<bool> HearSilenceAsync(TimeSpan least, TimeSpan patience, CancellationToken cancellationToken) =>
        TryAsync(token => Line.Ear.WhenAsync(e => e.SilentFor >= least, token), patience, cancellationToken);

    /// <summary>Does something until the other side begins to speak.</summary>
    /// <returns>Whether it did.</returns>
    public Task<bool> UntilSpeechAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Interruption.RunAsync(act, token => Line.Ear.WhenAsync(e => e.IsHearing, token), cancellationToken);

    /// <summary>Does something until the other side presses a key, which is then there to be read.</summary>
    /// <returns>Whether it did.</returns>
    public Task<bool> UntilKeyAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Interruption.RunAsync(act, async token => await _keys.Reader.WaitToReadAsync(token), cancellationToken);

    /// <summary>Waits for the next key that the other side presses.</summary>
    /// <returns>The key, or <see langword="null"/> when there was none in time.</returns>
    public async Task<char?> ReadKeyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        char key = default;
        return await TryAsync(async token => key = await _keys.Reader.ReadAsync(token), patience, cancellationToken) ? key : null;
    }

    /// <summary>Presses keys (RFC 4733), and waits until the last one is sent.</summary>
    /// <param name="keys">0-9, *, #, A-D.</param>
    /// <param name="held">How long each is held, 50 ms to 2 s.</param>
    /// <param name="gap">The pause behind each, at most 10 s.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task PressAsync(string keys, TimeSpan held, TimeSpan gap, CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.Pressed, keys);
        await Line.Session.SendDigitsAsync(keys, held, gap).UntilAsync(cancellationToken);
    }

    /// <summary>Sends no sound any more, not even silence; the call goes on.</summary>
    public void StopSending()
    {
        Call.Log(SimulatedCallEventKind.FellSilent);
        Line.StopSending();
    }

    /// <summary>Keeps what is heard as a message, until the caller hangs up, has been silent for long, or has filled the tape.</summary>
    public async Task RecordAsync(TimeSpan longest, TimeSpan silence, CancellationToken cancellationToken)
    {
        var start = Call.Tape.Duration;
        try
        {
            await TryAsync(ListenOnAsync, longest, cancellationToken);
        }
        finally
        {
            Call.Message = Call.Tape.HeardFrom(start);
            Call.Log(SimulatedCallEventKind.MessageKept, $"{Call.Message.Duration.TotalSeconds:0.0} s");
        }

        async Task ListenOnAsync(CancellationToken token)
        {
            while (await ListenAsync(silence, token) is not null)
            {
                // It goes on.
            }
        }
    }

    /// <summary>Puts a noise behind everything that is said from now on.</summary>
    internal void SetBackground(BackgroundNoise noise) => Line.Background = noise;

    /// <summary>Gives back what is heard, from now on.</summary>
    internal void SetEcho(LineEcho echo) => Line.Echo = echo.Begin();

    private Task<bool> TryAsync(Func<CancellationToken, Task> wait, TimeSpan patience, CancellationToken cancellationToken) =>
        Interruption.TryAsync(wait, patience, Time, cancellationToken);

    private async Task ReadDigitsAsync(PhoneLine line)
    {
        await foreach (var digit in line.Session.Digits.DrainAsync(CancellationToken.None))
        {
            Call.Log(SimulatedCallEventKind.Digit, digit.Digit.ToString());
            _keys.Writer.TryWrite(digit.Digit);
        }
    }
}
