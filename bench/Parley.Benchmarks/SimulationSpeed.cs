using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Simulation.Scripts;
using Parley.Simulation.Voices;
using Parley.Telephony.Outcomes;
using Parley.Testing;

namespace Parley.Benchmarks;

/// <summary>
/// How fast calls go in virtual time: SIP, RTP, jitter buffers, rooms, answer detection, turns and storage of both ends on one thread. Prints simulated seconds per second.
/// </summary>
internal static class SimulationSpeed
{
    private const string Talker =
        """
        name: talker
        description: Says hello, and then talks in turn with the caller until the time is over.
        rings: 1s
        hangsUpAfter: DURATIONs
        steps:
          - pause: 300ms
          - say: Hello?
          - repeat: 100
            steps:
              - listen: 10s
              - pause: 300ms
              - say: That is all very interesting, please go on and tell me more about it.
        """;

    /// <summary>Runs <c>simulation [calls] [seconds]</c>, or without arguments the figures of the documentation.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        await MeasureAsync("warm-up", 50, 20); // The code is compiled twice over before it is as fast as it gets.
        if (arguments is [var calls, var seconds])
        {
            await MeasureAsync("as asked", int.Parse(calls, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture));
            return 0;
        }

        await MeasureAsync("one call of five minutes", 1, 300);
        await MeasureAsync("1 call of a minute", 1, 60);
        await MeasureAsync("100 calls of a minute", 100, 60);
        await MeasureAsync("1,000 calls of a minute", 1000, 60);
        return 0;
    }

    private static async Task MeasureAsync(string what, int calls, int seconds)
    {
        var persona = PersonaFile.Parse(Talker.Replace("DURATION", $"{seconds}", StringComparison.Ordinal), "talker.yaml");
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, Configure);
        var plan = new CallPlan { Agent = "talker", Persona = persona };
        await network.RunAsync(_ => Task.CompletedTask);   // Its start is no part of a call.
        var (cpu, clock, before) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp(), network.Time.GetTimestamp());
        var pauses = GC.GetTotalPauseDuration();

        var records = await network.RunAsync([.. Enumerable.Repeat(plan, calls)]);

        var simulated = network.Time.GetElapsedTime(before);
        var (took, worked) = (TimeProvider.System.GetElapsedTime(clock), Environment.CpuUsage.TotalTime - cpu);
        var talked = TimeSpan.FromTicks(records.Sum(r => r.Outcome?.TalkTime.Ticks ?? 0));
        var turns = records.Sum(r => r.Events.Count(e => e is BotTranscript));
        if (records.FirstOrDefault(r => r.Outcome?.Ending is not CallEnding.Completed) is { } failed)
        {
            Console.WriteLine($"{what}: a call did not complete: {failed.Error} {failed.Outcome}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {simulated.TotalSeconds:0} s of virtual time in {took.TotalSeconds:0.00} s = {simulated / took:0.0} times the clock; {talked / took:0} call-seconds per second; CPU {worked.TotalSeconds:0.00} s, {worked / talked * 1000:0.000} ms per call-second; {turns} turns of the agent; collections {(GC.GetTotalPauseDuration() - pauses).TotalSeconds:0.00} s"));
    }

    private static void Configure(PhoneNetworkBuilder network)
    {
        network.KeepsAudio = false;
        network.PersonaVoice = new BabbleTextToSpeech();
        network.Set("Parley:Agents:0:Name", "talker");
        network.Set("Parley:Agents:0:MaxAgents", "10000");
        network.Services.AddSingleton<IChatClient>(services => new ScriptedChatClient(Chatter, services.GetRequiredService<TimeProvider>()));
        network.AddAgent<TalkingAgent>("talker");
    }

    private static ChatScript Chatter { get; } = new()
    {
        Replies = [],
        Fallback = "There is a great deal to tell, and we have all the time in the world for it.",
        Farewell = "Goodbye.",
        MaxFallbacks = int.MaxValue,
    };

    /// <summary>Calls, finds out who answered, and talks until the callee hangs up.</summary>
    private sealed class TalkingAgent(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech) : IVoiceAgent
    {
        public async Task RunAsync(AgentSession<System.Text.Json.JsonElement> session, CancellationToken cancellationToken)
        {
            _ = DialoutSettings.TryRead(session.Input, out var calls, out _);
            session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(calls![0], ct) : Task.CompletedTask);
            session.On<DialoutAnswered>((e, ct) => session.CreateConversation(e.SessionId)
                .UseSpeechToText(speechToText)
                .UseChatClient(chat)
                .UseTextToSpeech(textToSpeech)
                .UseAnswerDetection(new())
                .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, Greeting = "Hello, this is a call of a benchmark." })
                .Build()
                .StartAsync(ct));
            session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
            session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
            await session.RunAsync(cancellationToken: cancellationToken);
        }
    }
}
