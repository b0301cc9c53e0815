using System.Text.Json;
using Parley.Agents;
using Parley.Samples.OpenAIRealtime;
using Parley.Server.Hosting;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Parley.Speech.OpenAiRealtime;
using Parley.Speech.Tests.OpenAiRealtime;

namespace Parley.Testing.Tests.Examples;

/// <summary>The sample OpenAIRealtime, over sockets all the way: RTP to the phone, the vendor's protocol to a server of its own. So in real time.</summary>
public sealed class RealtimeAgentTests
{
    private const string Question = "Parley here, from the clinic. Can you come on Tuesday?";
    private const string Goodbye = "Wednesday it is. Goodbye.";

    [Fact]
    public async Task Calls_APersonAndAMachine_AreMovedAndLeftAMessage()
    {
        await using var server = await RealtimeServer.StartAsync(connections: 2, Answer);
        await using var network = PhoneNetwork.CreateRealTime(seed: 7, n =>
        {
            n.Services.AddOpenAiRealtime(o => (o.Url, o.ApiKey) = (server.Url, RealtimeServer.Key));
            n.AddAgent<RealtimeAgent>("realtime");
        });
        var person = PersonaFile.Parse(
            """
            name: patient
            steps:
              - pause: 500ms
              - say: Hello?
              - listen: 15s
              - say: No, on Wednesday.
              - listen: 15s
              - pause: 10s
            """);

        var calls = await network.RunAsync(
            [new CallPlan { Agent = "realtime", Persona = person }, new CallPlan { Agent = "realtime", Persona = ShippedPersonas.Get("voicemail") }],
            TestContext.Current.CancellationToken);

        Assert.All(calls, call => Assert.Null(call.Error));
        Assert.Equal([Question, Goodbye], calls[0].Events.OfType<BotTranscript>().Select(said => said.Text));
        Assert.Equal("The visit is on Wednesday at ten.", calls[0].Events.OfType<FunctionCallEnded>().First().Result);
        Assert.NotEmpty(calls[0].Events.OfType<TurnLatency>());
        Assert.StartsWith("Hello, this is Parley", Assert.Single(calls[1].Events.OfType<BotTranscript>()).Text, StringComparison.Ordinal);
        var beep = calls[1].FarEnd.First(e => e.Kind is SimulatedCallEventKind.Played).At;
        Assert.True(calls[1].Events.OfType<BotStartedSpeaking>().Single().Timestamp > beep);
        Assert.Empty(server.Refused);
        Assert.Equal(2, server.Received.Count(message => message.GetProperty("type").GetString() is "session.update"));
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
    }

    [Fact]
    public async Task Person_SpeaksIntoAnAnswer_ModelIsToldHowMuchWasHeard()
    {
        await using var server = await RealtimeServer.StartAsync(connections: 1, turn => new(turn.Heard == 1 ? new string('a', 200) : "I see."));
        await using var network = PhoneNetwork.CreateRealTime(seed: 7, n =>
        {
            n.Services.AddOpenAiRealtime(o => (o.Url, o.ApiKey) = (server.Url, RealtimeServer.Key));
            n.AddAgent<RealtimeAgent>("realtime");
        });
        var person = PersonaFile.Parse(
            """
            name: impatient
            steps:
              - pause: 500ms
              - say: Hello?
              - pause: 5s
              - say: Stop it, I have understood.
              - pause: 4s
              - hangUp
            """);

        var call = await network.RunAsync("realtime", person, TestContext.Current.CancellationToken);

        Assert.Null(call.Error);
        var cut = Assert.Single(server.Received, message => message.GetProperty("type").GetString() is "conversation.item.truncate");
        Assert.InRange(cut.GetProperty("audio_end_ms").GetInt32(), 1000, 8000); // Of 10.1 s.
        Assert.Single(call.Events.OfType<BotInterrupted>());
        Assert.Empty(server.Refused);
    }

    private static RealtimeAnswer Answer(RealtimeTurn turn) => turn switch
    {
        { Instructions: { } words } => new(words[words.IndexOf("Hello, this is Parley", StringComparison.Ordinal)..]),
        { Outputs.Count: > 0 } => new(Goodbye, "end_call"),
        { Heard: 1 } => new(Question),
        _ => new(null, "move_visit", JsonSerializer.Serialize(new { day = "Wednesday" })),
    };
}
