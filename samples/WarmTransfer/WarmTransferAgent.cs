using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Samples.WarmTransfer;

/// <summary>
/// Answers a call that comes in, finds out what it is about, and hands the caller on to a specialist: the caller hears music while the specialist is called, briefed and
/// asked. A specialist who cannot take it gives the caller back.
/// </summary>
public sealed class WarmTransferAgent(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech, Specialists specialists) : IVoiceAgent
{
    private const string Greeting = "Riverside clinic, this is Parley. How can I help you?";

    private const string Instructions =
        """
        You are Parley, the reception of the Riverside clinic, on the phone. Find out who is calling and about what, in one or two short questions. Then call transfer_call,
        with a briefing that has both. Do not answer questions of medicine or money yourself. If the specialist does not take the call, say that somebody will call back,
        say goodbye and call end_call. Speak in plain words, without lists or symbols.
        """;

    /// <inheritdoc/>
    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        // Specialists join the room, too, and are not to be greeted: the transfer talks with them.
        session.On<ParticipantJoined>((e, ct) => e.Participant.Info.IsLocal || session.IsTransferLeg(e.Participant.Id)
            ? Task.CompletedTask
            : TalkTo(session, e.Participant.Id).StartAsync(ct));
        session.On<DialinStopped>((_, ct) => session.LeaveAsync(ct));
        session.On<DialinError>((_, ct) => session.LeaveAsync(ct));
        await session.RunAsync(cancellationToken: cancellationToken);
    }

    private Conversation TalkTo(AgentSession session, string participantId) =>
        session.CreateConversation(participantId)
            .UseSpeechToText(speechToText)
            .UseChatClient(chat, new() { Instructions = Instructions })
            .UseTools(conversation => [CallTools.TransferCall(conversation, specialists.Transfers)])
            .AllowHangUp()
            .UseTextToSpeech(textToSpeech)
            .WithOptions(new() { FirstSpeaker = FirstSpeaker.Agent, Greeting = Greeting })
            .Build();
}
