namespace Parley.EndToEnd.Tests.House;

/// <summary>
/// Nothing on a call's path leaves the scheduler that it runs on, reads the machine's clock or draws what cannot be repeated: read from the compiled code
/// of the libraries, so that it holds whichever way a call takes.
/// </summary>
public sealed class VirtualTimeTests
{
    /// <summary>Who may, and why. An entry that nothing needs any more fails a test below.</summary>
    private static readonly (string User, string Member, string Why)[] Exceptions =
    [
        ("Parley.Rooms.ThreadPacer.", "System.Threading.Thread.", "The media thread of real calls; on any other clock a TimerPacer paces."),
        ("Parley.Rooms.ThreadPacer.", "System.Diagnostics.Stopwatch.", "The media thread's deadlines."),
        ("Parley.Rooms.PreciseSleep.", "System.Diagnostics.Stopwatch.", "The media thread's sleep."),
        ("Parley.Rooms.MediaPacer.Start", "System.TimeProvider.get_System", "Asks whether it is given the system's clock; reads no time."),

        ("Parley.Sip.SipEndpoint..ctor", "System.TimeProvider.get_System", "The default of an optional clock."),
        ("Parley.Telephony.TelephonyServices..ctor", "System.TimeProvider.get_System", "The default of an optional clock."),
        ("Parley.Simulation.Scripts.ScriptedChatClient..ctor", "System.TimeProvider.get_System", "The default of an optional clock."),
        ("Parley.Simulation.Carrier.SimulatedCarrier..ctor", "System.TimeProvider.get_System", "The default of an optional clock."),
        ("Parley.Server.Hosting.ParleyHosting.AddParley", "System.TimeProvider.get_System", "The clock of a host that has registered none."),
        ("Parley.Speech.OpenAi.", "System.TimeProvider.get_System", "The clock of a host that has registered none."),

        ("Parley.Sip.UserAgents.SipIds.", "System.Security.Cryptography.RandomNumberGenerator.", "Tags and branches when no seeded generator is given."),
        ("Parley.Rtp.RtpSession..ctor", "System.Security.Cryptography.RandomNumberGenerator.", "The seed of a session that is given no generator."),
        ("Parley.Rtp.Sdp.OfferAnswer..ctor", "System.Random.get_Shared", "The session id when no generator is given."),
        ("Parley.Rtp.Srtp.SrtpKey.Create", "System.Security.Cryptography.RandomNumberGenerator.", "Keys of real calls; a simulation gives its generator."),
        ("Parley.Telephony.Dialer..ctor", "System.Random..ctor()", "Caller IDs when no seeded generator is given."),
        ("Parley.Telephony.Signalling.RandomSource.NewId", "System.Guid.NewGuid", "Ids when no seeded generator is given."),
        ("Parley.Simulation.Carrier.SimulatedCarrier..ctor", "System.Random.get_Shared", "The seed when none is given."),
        ("Parley.Server.Hosting.RandomIds.", "System.Guid.NewGuid", "The ids of a real server; a simulation registers seeded ones."),
        ("Parley.Server.Hosting.RandomIds.", "System.Security.Cryptography.RandomNumberGenerator.", "The names and secrets of a real server, likewise."),
        ("Parley.Server.Storage.ApiKeyStore.Make", "System.", "API keys: secrets of the server, on no call's path."),

        ("Parley.Server.Sessions.LiveSessions.StopAllAsync", "System.Collections.Concurrent.", "Put in order by the sessions' numbers."),
        ("Parley.Simulation.Carrier.SimulatedCarrier.DisposeAsync", "System.Collections.Concurrent.", "Waits for all; who is waited for first changes nothing."),
        ("Parley.Server.Api.Rooms.MeetingTokenEndpoints.Describe", "System.Collections.Frozen.", "Put in order by the properties' names."),
        ("Parley.Server.Api.TokenPropertiesReader..cctor", "System.Collections.Frozen.", "Names that are only looked up."),
        ("Parley.Agents.Turns.PreparedText.ReadAsync", "System.Linq.AsyncEnumerable.ToAsyncEnumerable", "Its one text is there already: nothing is waited for."),

        ("Parley.Sip.Transport.UdpSipTransport.", "System.Threading.Thread.", "The real network; a simulation brings its own transport."),
        ("Parley.Sip.UserAgents.SipTimerQueue..ctor", "System.TimeProvider.get_System", "Asks whether it is given the system's clock; reads no time."),
        ("Parley.Sip.Transport.StreamSipTransport.", "System.", "The real network, likewise."),
        ("Parley.Sip.Transport.SipConnection.", "System.IO.", "The real network, likewise."),
        ("Parley.Sip.Transport.TlsHandshake.", "System.", "The real network, likewise."),
        ("Parley.Sip.Resolution.DnsNameService.", "System.Net.Dns.", "The real network; a simulation brings its own names."),
        ("Parley.Sip.Auth.DigestServer..ctor", "System.Security.Cryptography.RandomNumberGenerator.", "The secret of nonces when no seeded generator is given."),
        ("Parley.Telephony.Trunks.TrunkCare..ctor", "System.Random..ctor()", "Pauses between registrations when no seeded generator is given."),
        ("Parley.Telephony.Switchboard.StartAsync", "System.Random..ctor()", "Draws among servers of one weight when no seeded generator is given."),
        ("Parley.Server.Api.RequestBody.ReadToEndAsync", "System.IO.Pipelines.", "HTTP, which no simulated call comes by."),
        ("Parley.Server.Api.Idempotency.AnswerResult.", "System.IO.", "Likewise."),
        ("Parley.Server.Api.Sessions.ProxiedResult.ExecuteAsync", "System.IO.Stream.WriteAsync", "Likewise."),
        ("Parley.Server.Api.Webhooks.WebhookEndpoints.CreateAsync", "System.Guid.CreateVersion7", "The id of a webhook, which is made over HTTP."),
        ("Parley.Server.Api.Webhooks.WebhookEndpoints.NewSecret", "System.Security.Cryptography.RandomNumberGenerator.", "The secret of a webhook, likewise."),
        ("Parley.Server.Webhooks.WebhookSender.", "System.Net.", "Somebody else's server: no call waits for it, events go through the outbox."),
        ("Parley.Server.Sockets.", "System.", "The real network: calls over WebSockets, of which a simulation has none."),
        ("Parley.Server.Dialing.DoNotCallList.ImportAsync", "System.IO.TextReader.ReadLineAsync", "An upload or a file, on no call's path."),
        ("Parley.Server.Dialing.PhoneBook.ImportAsync", "System.IO.TextReader.ReadLineAsync", "Likewise."),
        ("Parley.Speech.OpenAi.", "System.", "A service over HTTP, which no simulation can hold still: there scripted engines take its place."),
        ("Parley.Speech.AzureOpenAi.", "System.Net.Http.", "Likewise."),
        ("Parley.Speech.ExtensionsAi.SpeechToTextClient.", "System.IO.Stream.CopyToAsync", "Reads a whole recording for who is in no call."),
        ("Parley.Speech.Vendors.", "System.", "Services over WebSockets, likewise."),
        ("Parley.Speech.Deepgram.", "System.", "Likewise."),
        ("Parley.Speech.Cartesia.", "System.", "Likewise."),
        ("Parley.Speech.OpenAiRealtime.", "System.", "Likewise."),
        ("Parley.Speech.ExtensionsAi.SpeechToTextClient.GetStreamingTextAsync", "System.IO.Stream.CopyToAsync", "A whole recording that the caller hands over; a call's sound comes as frames."),
        ("Parley.Speech.Espeak.", "System.", "A program of its own: a simulation has its phrases rendered before its time begins."),
        ("Parley.Speech.Pcm.", "System.IO.", "Reads what the program or the service sends."),

        ("Parley.Testing.Hosting.RealGround.", "System.TimeProvider.get_System", "The clock of a network in real time."),
        ("Parley.Testing.Hosting.TracedSipTransport.", "System.TimeProvider.get_System", "The sockets of a network in real time."),
        ("Parley.Testing.Hosting.ServerHost..ctor", "System.Guid.NewGuid", "The name of a database in memory, not to be shared with another network of the process; no call shows it."),
        ("Parley.Testing.Hosting.HomeChatClient.WithoutContextAsync", "System.Threading.Tasks.ValueTask`1.AsTask", "Has no context to leave, on purpose; who awaits it comes home."),
        ("Parley.Testing.Scenarios.ScenarioRunner.RunAsync", "System.Threading.Tasks.Parallel.", "Runs beside each other, each a world of its own."),
    ];

    public static TheoryData<string> Libraries =>
        ["Audio", "Sip", "Rtp", "Telephony", "Rooms", "Agents", "Simulation", "Speech", "Server", "Testing"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void CompiledCode_OfLibrary_StaysOnItsSchedulerAndClock(string library)
    {
        var escapes = EscapesIn(library).Where(use => !Exceptions.Any(exception => IsCovered(use, exception))).ToList();

        Assert.True(escapes.Count == 0, string.Join(Environment.NewLine, escapes));
    }

    [Fact]
    public void Exceptions_AllOfThem_AreStillNeeded()
    {
        var escapes = Libraries.SelectMany(library => EscapesIn(library.Data)).ToList();

        Assert.All(Exceptions, exception => Assert.Contains(escapes, use => IsCovered(use, exception)));
    }

    /// <summary>The proof of the proof: each way out that is known is found, under the name of the method that takes it.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void CompiledCode_ThatEscapes_IsFound(string method, string member)
    {
        var use = new MemberUse($"{typeof(KnownEscapes).FullName}.{method}", member);

        Assert.Contains(use, EscapesIn("EndToEnd.Tests"));
    }

    [Fact]
    public void CompiledCode_ThatStays_IsNotFound() =>
        Assert.DoesNotContain(EscapesIn("EndToEnd.Tests"), use => use.User == $"{typeof(KnownEscapes).FullName}.{nameof(KnownEscapes.StaysAsync)}");

    public static TheoryData<string, string> Ways => new()
    {
        { nameof(KnownEscapes.ReadsAllAsync), "System.Threading.Channels.ChannelReader`1.ReadAllAsync(CancellationToken)" },
        { nameof(KnownEscapes.WaitsWithAWayOutAsync), "System.Threading.Tasks.Task.WaitAsync(CancellationToken)" },
        { nameof(KnownEscapes.WaitsForAResultWithAWayOutAsync), "System.Threading.Tasks.Task`1.WaitAsync(CancellationToken)" },
        { nameof(KnownEscapes.WaitsForAnyAsync), "System.Threading.Tasks.Task.WhenAny(Task, Task)" },
        { nameof(KnownEscapes.WaitsForAllAsync), "System.Threading.Tasks.Task.WhenAll(IEnumerable`1)" },
        { nameof(KnownEscapes.LeavesItsContextAsync), "System.Threading.Tasks.Task.ConfigureAwait(Boolean)" },
        { nameof(KnownEscapes.MakesATaskAsync), "System.Threading.Tasks.ValueTask`1.AsTask()" },
        { nameof(KnownEscapes.CancelsAsync), "System.Threading.CancellationTokenSource.CancelAsync()" },
        { nameof(KnownEscapes.EntersAsync), "System.Threading.SemaphoreSlim.WaitAsync(CancellationToken)" },
        { nameof(KnownEscapes.RunsAside), "System.Threading.Tasks.Task.Run(Action)" },
        { nameof(KnownEscapes.RunsInParallelAsync), "System.Threading.Tasks.Parallel.ForEachAsync(IEnumerable`1, Func`3)" },
        { nameof(KnownEscapes.QueuesOnThePool), "System.Threading.ThreadPool.QueueUserWorkItem(WaitCallback)" },
        { nameof(KnownEscapes.StartsAThread), "System.Threading.Thread..ctor(ThreadStart)" },
        { nameof(KnownEscapes.DelaysAsync), "System.Threading.Tasks.Task.Delay(TimeSpan)" },
        { nameof(KnownEscapes.TicksByTheMachine), "System.Threading.PeriodicTimer..ctor(TimeSpan)" },
        { nameof(KnownEscapes.GivesUpByTheMachine), "System.Threading.CancellationTokenSource..ctor(TimeSpan)" },
        { nameof(KnownEscapes.Now), "System.TimeProvider.get_System()" },
        { nameof(KnownEscapes.NowInAClosure), "System.DateTimeOffset.get_UtcNow()" },
        { nameof(KnownEscapes.NewIdAsADelegate), "System.Guid.NewGuid()" },
        { nameof(KnownEscapes.Draws), "System.Random.get_Shared()" },
        { nameof(KnownEscapes.ByHashCode), "System.Collections.Concurrent.ConcurrentDictionary`2.get_Keys()" },
        { nameof(KnownEscapes.ReadsAFileAsync), "System.IO.File.ReadAllTextAsync(String, CancellationToken)" },
    };

    private static IEnumerable<MemberUse> EscapesIn(string library) =>
        CompiledCode.UsesIn(Path.Combine(AppContext.BaseDirectory, $"Parley.{library}.dll")).Where(use => Escapes.Includes(use.Member));

    private static bool IsCovered(MemberUse use, (string User, string Member, string Why) exception) =>
        use.User.StartsWith(exception.User, StringComparison.Ordinal) && use.Member.StartsWith(exception.Member, StringComparison.Ordinal);
}
