using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Samples.Inbound;

/// <summary>Answers a call that comes in: speaks first, helps, says goodbye before it hangs up.</summary>
public sealed class InboundAgent(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech) : IVoiceAgent
{
    private const string Greeting = "Riverside clinic, this is Parley. How can I help you?";

    private const string Instructions =
        """
        You are Parley, the reception of the Riverside clinic, on the phone. The clinic is open from eight to six on weekdays.
        Answer in one or two short sentences, in plain words, without lists or symbols. When all is settled, say goodbye and call end_call.
        """;

    /// <inheritdoc/>
    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        session.On<ParticipantJoined>((e, ct) =>
            e.Participant.Info.IsLocal ? Task.CompletedTask : TalkTo(session, e.Participant.Id).StartAsync(ct));
        session.On<DialinStopped>((_, ct) => session.LeaveAsync(ct));
        session.On<DialinError>((_, ct) => session.LeaveAsync(ct));
        await session.RunAsync(cancellationToken: cancellationToken);
    }

    private Conversation TalkTo(AgentSession session, string participantId) =>
        session.CreateConversation(participantId)
            .UseSpeechToText(speechToText)
            .UseChatClient(chat, new() { Instructions = Instructions })
            .AllowHangUp()
            .UseTextToSpeech(textToSpeech)
            .WithOptions(new() { FirstSpeaker = FirstSpeaker.Agent, Greeting = Greeting })
            .Build();
}
