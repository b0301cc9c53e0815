using System.Net;
using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Tones;
using Parley.Rtp.Sdp;
using Parley.Simulation.Carrier;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Simulation.Scripts;
using Parley.Simulation.VirtualTime;
using Parley.Simulation.Voices;
using Parley.Sip;

namespace Parley.Simulation.Tests.Carrier;

/// <summary>Real SIP and RTP to the carrier's numbers and from them, in virtual time.</summary>
public sealed class SimulatedCarrierTests : IDisposable
{
    private static readonly Persona Quick = PersonaFile.Parse("""
        rings: 40ms
        steps:
          - pause: 40ms
          - say: Hello?
          - listen: 3s
          - say: Yes.
          - listen: 3s
          - say: Bye.
        """);

    private static readonly Persona Voicemail = PersonaFile.Parse("""
        rings: 40ms
        steps:
          - pause: 40ms
          - say: Leave a message.
          - pause: 450ms
          - beep
          - record
        """);

    private static readonly Persona OutOfService = PersonaFile.Parse("""
        early:
          - play: special information tones
          - pause: 300ms
          - say: No such number.
          - pause: 400ms
        refuse: { status: 404, cause: 1 }
        """);

    private readonly VirtualScheduler _scheduler = new();
    private readonly VirtualNetwork _network;
    private readonly LineBook _callerLines = new(new BabbleTextToSpeech(), new());
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley");
    private SimulatedCarrier? _carrier;
    private TestCaller? _caller;
    private IAsyncEnumerator<SimulatedCallEvent>? _events;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SimulatedCarrier Carrier => _carrier!;

    private TestCaller Caller => _caller!;

    public SimulatedCarrierTests() => _network = new(_scheduler.Clock);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Person_SpokenTo_TalksInTurnsAndHangsUp() => Run(async () =>
    {
        using var call = Caller.Call(At("+1"));
        await call.UntilAsync<CallAnswered>();
        await call.HearAsync();
        await call.SayAsync(_callerLines, "Can you come?");
        await call.HearAsync();
        await call.SayAsync(_callerLines, "Good, goodbye.");

        var end = await call.UntilAsync<CallEnded>();

        Assert.True(end.ByRemote);
        Assert.Equal(16, end.Reason?.Cause);
        Assert.Equal("Hello? Yes. Bye.", Carrier.Book.Read(call.Heard));
        var facts = await EndedAsync(call);
        Assert.Equal(
            [
                SimulatedCallEventKind.Invited, SimulatedCallEventKind.Ringing, SimulatedCallEventKind.Answered, SimulatedCallEventKind.Said,
                SimulatedCallEventKind.Heard, SimulatedCallEventKind.Said, SimulatedCallEventKind.Heard, SimulatedCallEventKind.Said, SimulatedCallEventKind.Ended,
            ],
            facts.Events.Select(e => e.Kind));
        Assert.Equal("Can you come? Good, goodbye.", _callerLines.Read(facts.Heard));
        Assert.Equal("+15559990000", facts.Invite?.From.Uri.User);
    });

    [Fact]
    public void Person_OtherSideHangsUp_IsOver() => Run(async () =>
    {
        using var call = Caller.Call(At("+1"));
        await call.UntilAsync<CallAnswered>();
        await call.HearAsync();

        await call.Sip.HangUpAsync(cancellationToken: Token);

        var facts = await EndedAsync(call);
        Assert.Equal((SimulatedCallEventKind.Ended, "by the other side"), (facts.Events[^1].Kind, facts.Events[^1].Detail));
    });

    [Fact]
    public void Person_NobodySpeaks_AsksAndHangsUp() => Run(async () =>
    {
        await using var carrier = Create(new()
        {
            Numbers = new Dictionary<string, Persona>
            {
                ["+1"] = PersonaFile.Parse("""
                    steps:
                      - say: Hello?
                      - listen: 300ms
                        otherwise:
                          - say: Anybody there?
                          - listen: 300ms
                            otherwise:
                              - hangUp
                      - say: Yes.
                    """),
            },
        });
        await carrier.StartAsync(Token);
        using var call = Caller.Call(new(carrier.EndPoint, "+1"));

        await call.UntilAsync<CallEnded>();

        Assert.Equal("Hello? Anybody there?", carrier.Book.Read(call.Heard));
    });

    [Fact]
    public void Voicemail_MessageLeft_KeepsItAfterTheBeep() => Run(async () =>
    {
        using var call = Caller.Call(At("+2"));
        await call.UntilAsync<CallAnswered>();
        await call.HearAsync(); // the greeting
        await SeenAsync(SimulatedCallEventKind.Played);
        await call.HearAsync(); // the beep
        await call.SayAsync(_callerLines, "This is my message.");
        await SeenAsync(SimulatedCallEventKind.Heard);
        await call.Sip.HangUpAsync(cancellationToken: Token);

        var facts = await EndedAsync(call);
        Assert.Equal("This is my message.", _callerLines.Read(facts.Message!));
        Assert.InRange(Share(call.Heard, 1_000), 0.3, 1.0); // of the loudest 400 ms
        using var file = File.OpenRead(facts.RecordingPath!);
        Assert.Equal(2, file.Length > 24 ? ReadChannels(file) : 0);
        Assert.InRange(file.Length, 44 + (4 * facts.Said.Samples.Length), 44 + (4 * facts.Said.Samples.Length));
    });

    [Theory]
    [InlineData("+3", 486, 17)]
    [InlineData("+5", 603, 21)]
    [InlineData("+6", 404, 1)]
    [InlineData("+7", 404, 1)] // nobody has that number
    public void Call_NumberThatRefuses_GetsStatusAndCause(string number, int status, int cause) => Run(async () =>
    {
        using var call = Caller.Call(At(number));

        var failure = (await call.UntilAsync<CallFailed>()).Failure;

        Assert.Equal((SipFailureKind.Rejected, status, cause), (failure.Kind, failure.Status, failure.Reason?.Cause));
    });

    [Fact]
    public void OutOfService_BeforeItRefuses_AnnouncesInEarlyMedia() => Run(async () =>
    {
        using var call = Caller.Call(At("+6"));

        Assert.Equal(183, (await call.UntilAsync<CallProgress>()).Status);
        await call.UntilAsync<CallFailed>();

        Assert.All([950, 1_400, 1_800], hz => Assert.InRange(Share(call.Heard, hz), 0.3, 1.0));
        Assert.Equal("No such number.", Carrier.Book.Read(Tail(call.Heard, TimeSpan.FromMilliseconds(1_200))));
    });

    [Fact]
    public void NoAnswer_CallerGivesUp_IsCancelled() => Run(async () =>
    {
        using var call = Caller.Call(At("+4"));
        Assert.Equal(180, (await call.UntilAsync<CallProgress>()).Status);

        await call.Sip.HangUpAsync(cancellationToken: Token);

        Assert.Equal(487, (await call.UntilAsync<CallFailed>()).Failure.Status);
        var facts = await EndedAsync(call);
        Assert.StartsWith("Cancelled 487", facts.Events[^1].Detail, StringComparison.Ordinal);
        Assert.Empty(facts.Heard.Samples.ToArray());
    });

    [Theory]
    [InlineData("no session description")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n")]
    public void Call_OfferThatCannotBeSpoken_GetsNotAcceptableHere(string offer) => Run(async () =>
    {
        using var call = Caller.Call(At("+1"), body: offer);

        Assert.Equal(488, (await call.UntilAsync<CallFailed>()).Failure.Status);
        Assert.Empty(Carrier.Calls);
    });

    [Theory]
    [InlineData("secret", 486)]
    [InlineData("guess", 407)]
    [InlineData(null, 407)]
    public void Call_CarrierWithPassword_LetsOnlyItsCustomersIn(string? password, int status) => Run(async () =>
    {
        await using var carrier = Create(new() { Credentials = new("customer", "secret"), Numbers = new Dictionary<string, Persona> { ["+3"] = ShippedPersonas.Get("busy") } });
        await carrier.StartAsync(Token);

        using var call = Caller.Call(new(carrier.EndPoint, "+3"), password is null ? null : new("customer", password));

        Assert.Equal(status, (await call.UntilAsync<CallFailed>()).Failure.Status);
    });

    [Fact]
    public void Call_KeysPressed_AreNoted() => Run(async () =>
    {
        using var call = Caller.Call(At("+1"));
        await call.UntilAsync<CallAnswered>();
        await call.HearAsync();

        Assert.True(await call.Line.Session.SendDigitsAsync("1#"));
        await call.Sip.HangUpAsync(cancellationToken: Token);

        var facts = await EndedAsync(call);
        Assert.Equal(["1", "#"], facts.Events.Where(e => e.Kind == SimulatedCallEventKind.Digit).Select(e => e.Detail));
    });

    [Fact]
    public void Call_PutOnHold_IsAnswered() => Run(async () =>
    {
        using var call = Caller.Call(At("+1"));
        await call.UntilAsync<CallAnswered>();
        await call.HearAsync();

        var response = await call.Sip.ReinviteAsync(call.Media.CreateOffer(MediaDirection.SendOnly).ToBytes(), cancellationToken: Token);
        await call.Sip.HangUpAsync(cancellationToken: Token);

        Assert.Equal(200, response.Status);
        Assert.Equal("ReceiveOnly", (await EndedAsync(call)).Events.Single(e => e.Kind == SimulatedCallEventKind.Renegotiated).Detail);
    });

    [Fact]
    public void PlaceCall_SomebodyAnswers_TheCallerTalks() => Run(async () =>
    {
        var placed = Carrier.PlaceCall(PersonaFile.Parse("{ callerName: Jordan, steps: [{ listen: 3s }, { say: Yes. }] }"), "+15551230009", "+15557654321", Caller.EndPoint);
        using var call = await Caller.AnswerAsync();
        var invite = Assert.IsType<IncomingCall>(call.Sip).Invite;
        Assert.Equal(("+15557654321", "Jordan"), (invite.Uri.User, invite.From.DisplayName));

        await call.SayAsync(_callerLines, "Good day, can I help you?");
        await call.UntilAsync<CallEnded>();

        Assert.Equal("Yes.", Carrier.Book.Read(call.Heard));
        await placed.Ended;
        Assert.True(placed.Has(SimulatedCallEventKind.Answered));
    });

    [Fact]
    public void PlaceCall_NobodyListensThere_EndsAsFailed() => Run(async () =>
    {
        var placed = Carrier.PlaceCall(Quick, "+15551230009", "+15557654321", new(IPAddress.Parse("10.0.0.9"), 9));

        await placed.Ended;

        Assert.Equal(SimulatedCallEventKind.Failed, placed.Events[^1].Kind);
    });

    [Fact]
    public void DisposeAsync_DuringCalls_HangsUp() => Run(async () =>
    {
        await using var carrier = Create(new() { Numbers = new Dictionary<string, Persona> { ["+1"] = Quick, ["+4"] = ShippedPersonas.Get("no-answer") } });
        await carrier.StartAsync(Token);
        using var talking = Caller.Call(new(carrier.EndPoint, "+1"));
        await talking.UntilAsync<CallAnswered>();
        using var ringing = Caller.Call(new(carrier.EndPoint, "+4"));
        await ringing.UntilAsync<CallProgress>();

        await carrier.DisposeAsync();

        Assert.True((await talking.UntilAsync<CallEnded>()).ByRemote);
        await ringing.UntilAsync<CallFailed>();
        Assert.All(carrier.Calls, call => Assert.True(call.Ended.IsCompletedSuccessfully));
    });

    [Fact]
    public void WatchAsync_Call_TellsItFromTheStart() => Run(async () =>
    {
        using var call = Caller.Call(At("+3"));

        await SeenAsync(SimulatedCallEventKind.Invited);
        await SeenAsync(SimulatedCallEventKind.Failed);

        Assert.Same(Carrier.Calls.Single(), _events!.Current.Call);
    });

    [Fact]
    public void StartAsync_VoiceIsMissing_SaysSoAndBabbles() => Run(async () =>
    {
        await using var carrier = Create(new() { Numbers = new Dictionary<string, Persona> { ["+1"] = Quick } }, voice: new MissingVoice());

        await carrier.StartAsync(Token);

        Assert.Equal("Install a voice.", carrier.VoiceTrouble);
        Assert.Contains(carrier.Book.Lines, line => line.Text == "Hello?");
    });

    /// <summary>Takes the steps of a test with a carrier that has started and a caller.</summary>
    private void Run(Func<Task> steps) => _scheduler.Run(async () =>
    {
        _carrier = Create(
            new()
            {
                RecordingFolder = _folder.FullName,
                Numbers = new Dictionary<string, Persona>
                {
                    ["+1"] = Quick,
                    ["+2"] = Voicemail,
                    ["+3"] = ShippedPersonas.Get("busy"),
                    ["+4"] = ShippedPersonas.Get("no-answer"),
                    ["+5"] = ShippedPersonas.Get("declined") with { Rings = TimeSpan.FromMilliseconds(40) },
                    ["+6"] = OutOfService,
                },
            },
            "10.0.0.1");
        await _carrier.StartAsync(Token);
        _events = _carrier.WatchAsync(Token).GetAsyncEnumerator(Token);
        _caller = await TestCaller.StartAsync(_network.Host(IPAddress.Parse("10.0.0.2")), _scheduler.Clock, seed: 5);
        await steps();
        await Caller.DisposeAsync();
        await Carrier.DisposeAsync();
        await _events.DisposeAsync();
        Assert.Equal(0, _network.BoundSockets);
    });

    /// <summary>Makes a carrier on a host of its own.</summary>
    private SimulatedCarrier Create(SimulatedCarrierOptions options, string address = "10.0.0.3", ITextToSpeech? voice = null)
    {
        var host = _network.Host(IPAddress.Parse(address));
        var listen = new IPEndPoint(host.Address, 5060);
        return new(options with { Listen = listen, Seed = 1 }, voice ?? new BabbleTextToSpeech(), _scheduler.Clock, host.BindSip(listen), host);
    }

    private SimulatedCarrierAddress At(string number) => new(Carrier.EndPoint, number);

    /// <summary>Waits until something has happened on the network.</summary>
    private async Task SeenAsync(SimulatedCallEventKind kind)
    {
        do
        {
            Assert.True(await _events!.MoveNextAsync(), $"{kind} never happened.");
        }
        while (_events.Current.Kind != kind);
    }

    private async Task<SimulatedCall> EndedAsync(TestCall call)
    {
        var facts = Carrier.Calls.Single(c => c.CallId == call.Sip.CallId);
        await facts.Ended;
        return facts;
    }

    /// <summary>The greatest share that a pitch has of any 100 ms of the sound.</summary>
    private static double Share(AudioFrame sound, double hz) => sound.Samples.ToArray().Chunk(800)
        .Where(chunk => Goertzel.MeanSquare(chunk) > 10_000)
        .Max(chunk => Goertzel.Power(chunk, hz, sound.SampleRate) / Goertzel.MeanSquare(chunk));

    private static AudioFrame Tail(AudioFrame sound, TimeSpan from) => new(sound.Samples[(int)(from.TotalSeconds * sound.SampleRate)..], sound.SampleRate);

    private static int ReadChannels(FileStream file)
    {
        file.Position = 22;
        return file.ReadByte();
    }

    private sealed class MissingVoice : ITextToSpeech
    {
        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
            string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return text.Length > 0 ? throw new InvalidOperationException("Install a voice.") : new AudioFrame(default, 8_000);
        }
    }
}
