using Parley.Agents;
using Parley.Audio.Tones;
using Parley.Rtp.Sdp;
using Parley.Simulation.Lines;
using Parley.Simulation.Scripts;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Simulation.Carrier;

/// <summary>The phone in a persona's hand: rings, is answered, speaks and listens. One task at a time.</summary>
public sealed class Phone
{
    private const int NormalClearing = 16; // ITU-T Q.850

    private readonly PhoneExchange _exchange;
    private readonly SipCall _sip;
    private readonly OfferAnswer _media;

    internal Phone(SimulatedCall call, PhoneExchange exchange, SipCall sip, OfferAnswer media) =>
        (Call, _exchange, _sip, _media) = (call, exchange, sip, media);

    /// <summary>The call and what is known of it.</summary>
    public SimulatedCall Call { get; }

    /// <summary>The clock of the call.</summary>
    public TimeProvider Time => _exchange.Time;

    /// <summary>Reads what the line tells besides sound; ends with the line.</summary>
    internal Task Reading { get; private set; } = Task.CompletedTask;

    private IncomingCall Called => _sip as IncomingCall
        ?? throw new InvalidOperationException("This phone placed the call: only one that is called rings, answers and refuses.");

    private PhoneLine Line => _exchange.Line
        ?? throw new InvalidOperationException("The phone has to be answered, or opened early, before anything can be said or heard.");

    /// <summary>Lets it ring (180) for a while.</summary>
    public async Task RingAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.Ringing);
        await Called.ProgressAsync(180, cancellationToken: cancellationToken);
        await Task.Delay(duration, Time, cancellationToken);
    }

    /// <summary>Lets the caller hear the line before the answer (183).</summary>
    public async Task OpenEarlyAsync(CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.EarlyMedia);
        Open();
        await Called.ProgressAsync(183, _media.Local!.ToBytes(), SessionDescription.ContentType, cancellationToken: cancellationToken);
    }

    /// <summary>Answers (200).</summary>
    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.Answered);
        Open();
        await Called.AnswerAsync(_media.Local!.ToBytes(), SessionDescription.ContentType, cancellationToken);
    }

    /// <summary>Refuses the call.</summary>
    /// <param name="status">The SIP status.</param>
    /// <param name="cause">The cause of the telephone network (ITU-T Q.850).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task RejectAsync(int status, int cause, CancellationToken cancellationToken) =>
        Called.RejectAsync(status, SipReason.Q850(cause), cancellationToken: cancellationToken);

    /// <summary>Hangs up, and waits until the other side knows.</summary>
    public Task HangUpAsync(CancellationToken cancellationToken) => _sip.HangUpAsync(SipReason.Q850(NormalClearing), cancellationToken);

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

    /// <summary>Plays tones: once for a pattern that ends, else for as long as is given.</summary>
    public async Task PlayAsync(TonePattern pattern, string name, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        Call.Log(SimulatedCallEventKind.Played, name);
        await Line.Mouth.SayAsync(ToneGenerator.Render(pattern, LineBook.SampleRate, duration), cancellationToken);
    }

    /// <summary>Waits.</summary>
    public Task PauseAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        duration > TimeSpan.Zero ? Task.Delay(duration, Time, cancellationToken) : Task.CompletedTask;

    /// <summary>Listens to the next utterance to its end.</summary>
    /// <param name="patience">How long nobody may speak.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns>What was heard, or <see langword="null"/> when nobody spoke.</returns>
    public async Task<Utterance?> ListenAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var line = Line;
        do
        {
            using var timeout = new CancellationTokenSource(patience, Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                var utterance = await line.Ear.Utterances.ReadAsync(either.Token);
                Call.Log(SimulatedCallEventKind.Heard, $"{utterance.Duration.TotalSeconds:0.0} s of speech");
                return utterance;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Nothing in time; but who is speaking is not interrupted.
            }
        }
        while (line.Ear.IsHearing);

        return null;
    }

    /// <summary>Keeps what is heard as a message, until the caller hangs up, has been silent for long, or has filled the tape.</summary>
    public async Task RecordAsync(TimeSpan longest, TimeSpan silence, CancellationToken cancellationToken)
    {
        var start = Call.Tape.Duration;
        using var full = new CancellationTokenSource(longest, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(full.Token, cancellationToken);
        try
        {
            while (await ListenAsync(silence, either.Token) is not null)
            {
                // It goes on.
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The tape is full.
        }
        finally
        {
            Call.Message = Call.Tape.HeardFrom(start);
            Call.Log(SimulatedCallEventKind.MessageKept, $"{Call.Message.Duration.TotalSeconds:0.0} s");
        }
    }

    /// <summary>Opens the line as negotiated.</summary>
    internal void Open()
    {
        if (_exchange.Line is null)
        {
            _exchange.Open(_media.Current!, Call.Tape);
            Reading = ReadDigitsAsync(Line);
        }
    }

    /// <summary>Takes the answer to the offer of a call that this phone placed.</summary>
    /// <returns>Why that cannot be, or <see langword="null"/>.</returns>
    internal string? Accept(ReadOnlySpan<byte> body) =>
        SessionDescription.TryParse(body, out var answer, out var error) && _media.TryAccept(answer, out _, out error) ? null : error;

    /// <summary>Takes a re-INVITE: hold, resume, another address.</summary>
    internal async Task TakeOfferAsync(ReadOnlyMemory<byte> body)
    {
        if (SessionDescription.TryParse(body.Span, out var offer, out _) && _media.TryAnswer(offer, out var answer, out var audio, out _))
        {
            _exchange.Line?.Session.Update(audio);
            Call.Log(SimulatedCallEventKind.Renegotiated, audio.Direction.ToString());
            await _sip.AnswerOfferAsync(answer.ToBytes(), SessionDescription.ContentType);
        }
        else
        {
            await _sip.RejectOfferAsync();
        }
    }

    private async Task ReadDigitsAsync(PhoneLine line)
    {
        await foreach (var digit in line.Session.Digits.DrainAsync(CancellationToken.None))
        {
            Call.Log(SimulatedCallEventKind.Digit, digit.Digit.ToString());
        }
    }
}
