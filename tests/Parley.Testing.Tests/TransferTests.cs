using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests;

/// <summary>A caller whom the model hands on to a specialist: the whole way over SIP and sound, in virtual time.</summary>
public sealed class TransferTests
{
    private const string Person = "+15551230001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Warm_SpecialistTakesTheCall_BothHearEachOther()
    {
        await using var network = Network(new CallTransfer(Person) { Mode = CallTransferMode.Warm, Question = "Can you take it?" });

        var call = await network.RunAsync("desk", Caller("pause: 40s"), Cancellation);

        Assert.Null(call.Error);
        var ended = Assert.Single(call.Events.OfType<FunctionCallEnded>());
        Assert.Equal((FunctionCallEnding.Completed, "The caller is with them now."), (ended.Ending, ended.Result));
        Assert.Equal(2, call.Events.OfType<DialoutAnswered>().Count());
        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.Contains("about a bill", StringComparison.Ordinal));
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
    }

    [Fact]
    public async Task Warm_SpecialistDoesNotAnswer_CallerIsTold()
    {
        await using var network = Network(new CallTransfer(NumberOf("no answer")) { Mode = CallTransferMode.Warm, RingTimeout = TimeSpan.FromSeconds(8) });

        var call = await network.RunAsync("desk", Caller("pause: 40s"), Cancellation);

        Assert.Equal("They did not answer. The caller is back with you.", call.Events.OfType<FunctionCallEnded>().First().Result);
        Assert.Contains(call.Events.OfType<BotTranscript>(), said => said.Text.StartsWith("I am sorry", StringComparison.Ordinal));
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
    }

    [Fact]
    public async Task Warm_CallerHangsUpWhileItRings_NothingIsLeft()
    {
        await using var network = Network(new CallTransfer(NumberOf("no answer")) { Mode = CallTransferMode.Warm });

        var call = await network.RunAsync("desk", Caller("pause: 6s"), Cancellation);

        Assert.Null(call.Error);
        Assert.Equal(2, call.Outcomes.Count);
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
    }

    private static string NumberOf(string persona) => PhoneBook.Default.First(entry => entry.Value.Name == persona).Key;

    private static PersonaScript Caller(string then) => PersonaFile.Parse(
        $$"""
        name: caller
        rings: 1s
        steps:
          - pause: 300ms
          - say: Hello, this is Sam.
          - listen: 10s
          - pause: 500ms
          - say: I have a question about my bill.
          - {{then}}
          - hangUp
        """);

    private static PhoneNetwork Network(CallTransfer billing) => PhoneNetwork.CreateVirtual(seed: 7, n =>
    {
        n.Services.AddSingleton<IChatClient>(new DeskModel());
        n.Services.AddSingleton(billing);
        n.AddAgent<Desk>("desk");
    });

    private sealed class Desk(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech, CallTransfer billing) : IVoiceAgent
    {
        public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
        {
            Assert.True(DialoutSettings.TryRead(session.Input, out var calls, out _));
            session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(calls[0].HearingTheAgentOnly(), ct) : Task.CompletedTask);
            session.On<DialoutAnswered>((e, ct) => session.IsTransferLeg(e.SessionId) ? Task.CompletedTask : session.CreateConversation(e.SessionId)
                .UseSpeechToText(speechToText)
                .UseChatClient(chat)
                .UseTextToSpeech(textToSpeech)
                .UseTools(conversation => [CallTools.TransferCall(conversation, new Dictionary<string, CallTransfer> { ["billing"] = billing })])
                .AllowHangUp()
                .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, Greeting = "Parley speaking, how can I help you?" })
                .Build()
                .StartAsync(ct));
            session.On<DialoutStopped>((e, ct) => session.IsTransferLeg(e.SessionId) ? Task.CompletedTask : session.LeaveAsync(ct));
            await session.RunAsync(cancellationToken: cancellationToken);
        }
    }

    private sealed class DeskModel : IChatClient
    {
        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var history = messages.ToList();
            await Task.CompletedTask;
            if (history.Any(message => message.Role == ChatRole.Tool))
            {
                yield return new(ChatRole.Assistant, "I am sorry, nobody is there. Goodbye.");
                yield return new(ChatRole.Assistant, [new FunctionCallContent("2", "end_call")]);
                yield break;
            }

            var arguments = new Dictionary<string, object?> { ["target"] = "billing", ["briefing"] = "This is Parley. Sam is calling about a bill." };
            yield return new(ChatRole.Assistant, [new FunctionCallContent("1", "transfer_call", arguments)]);
        }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
