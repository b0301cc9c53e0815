using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Parley.Simulation.Scripts;
using Parley.Telephony.Outcomes;
using Parley.Testing;

namespace VoiceAgentApp.Tests;

/// <summary>Whole phone calls in virtual time: no phone, no model, no waiting. The same seed gives the same call.</summary>
public sealed class ReminderAgentTests : IAsyncDisposable
{
    /// <summary>Stands in for the chat model. What the callee says is known to the transcription, which is scripted as well.</summary>
    private static readonly ChatScript Script = new()
    {
        Replies = [new("Wonderful, see you on Tuesday. Goodbye!") { Keywords = ["yes"], EndsCall = true }],
        Fallback = "Could you say that again?",
        Farewell = "We will call again. Goodbye!",
    };

    private readonly PhoneNetwork _network = PhoneNetwork.CreateVirtual(seed: 7, n =>
    {
        n.Services.AddChatClient(s => new ScriptedChatClient(Script, s.GetRequiredService<TimeProvider>())).UseFunctionInvocation();
        n.AddAgent<ReminderAgent>("voice-agent-app");
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Fact]
    public async Task Person_SaysYes_IsAwaitedOnTuesday()
    {
        var person = PersonaFile.Parse(
            """
            name: patient
            rings: 2s
            steps:
              - pause: 250ms
              - say: Hello?
              - listen: 15s
              - pause: 250ms
              - say: Yes, I can come.
              - listen: 15s
            """);

        var call = await _network.RunAsync("voice-agent-app", person, Cancellation);

        Assert.Equal(CallEnding.Completed, call.Outcome?.Ending);
        Assert.Contains(call.Events.OfType<UserTranscript>(), heard => heard.Text == "Yes, I can come.");
        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.Contains("see you on Tuesday"));
    }

    [Fact]
    public async Task Voicemail_GetsTheMessageAfterTheBeep()
    {
        var call = await _network.RunAsync("voice-agent-app", ShippedPersonas.Get("voicemail"), Cancellation);

        var beep = call.FarEnd.First(e => e.Kind is SimulatedCallEventKind.Played).At;
        Assert.True(call.Events.OfType<BotStartedSpeaking>().First().Timestamp > beep);
        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.Contains("Please call us back"));
    }
}
