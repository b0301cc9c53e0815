using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace VoiceAgentApp;

/// <summary>Calls somebody and reminds them of a visit. One object of it is made for each session.</summary>
public sealed class ReminderAgent(IChatClient chat, ISpeechToText ears, ITextToSpeech voice) : IVoiceAgent
{
    private const string Greeting = "Hello, this is the Riverside clinic about your visit on Tuesday at ten. Can you come?";

    private const string VoicemailMessage = "Hello, this is the Riverside clinic. Your visit is on Tuesday at ten. Please call us back.";

    private const string Instructions = "You remind people of their visit on Tuesday at ten. One or two short sentences. When it is settled, say goodbye and call end_call.";

    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        if (!DialoutSettings.TryRead(session.Input, out var calls, out var error))
        {
            throw new InvalidDataException(error);
        }

        // Handlers start work and return. They are there before the session runs, so that no event is missed.
        session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(calls[0], ct) : Task.CompletedTask);
        session.On<DialoutAnswered>((e, ct) => TalkTo(session, e.SessionId).StartAsync(ct));
        session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
        session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
        await session.RunAsync(cancellationToken: cancellationToken);
    }

    private Conversation TalkTo(AgentSession session, string participantId) =>
        session.CreateConversation(participantId)
            .UseSpeechToText(ears)
            .UseChatClient(chat, new() { Instructions = Instructions })
            .UseTextToSpeech(voice)
            .UseAnswerDetection(new() { VoicemailMessage = VoicemailMessage })
            .AllowHangUp()
            .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, Greeting = Greeting })
            .Build();
}
