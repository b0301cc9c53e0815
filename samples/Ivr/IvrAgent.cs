using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Samples.Ivr;

/// <summary>
/// Calls a place that answers with a phone menu, gets through it without a word, and asks for an appointment when a person is there. The way through is kept: the next call
/// to the same number goes it without a model.
/// </summary>
public sealed class IvrAgent(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech, IIvrRoutes routes) : IVoiceAgent
{
    private const string Goal = "Speak with the appointment desk about a new appointment with a general practitioner.";

    private const string Instructions =
        """
        You are Parley, on the phone for Sam Miller, a patient of the clinic that you have called. A person has just answered. Ask for an appointment with a general
        practitioner, next week, in the morning if there is one. Speak in one or two short sentences, in plain words. When all is settled, thank them, say goodbye and call end_call.
        """;

    /// <inheritdoc/>
    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        if (!DialoutSettings.TryRead(session.Input, out var calls, out var error))
        {
            throw new InvalidDataException($"There is nobody to call: {error}.");
        }

        session.On<CallStateUpdated>(async (e, ct) =>
        {
            if (e.State is CallState.Joined && await session.StartDialoutAsync(calls[0], ct) is { IsAccepted: false } refused)
            {
                throw new InvalidOperationException($"The call was refused: {refused.Error}.");
            }
        });
        session.On<DialoutAnswered>((e, ct) => TalkTo(session, e.SessionId).StartAsync(ct));
        session.On<IvrNavigated>((e, ct) => e.Status is IvrStatus.Stuck ? session.LeaveAsync(ct) : Task.CompletedTask);
        session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
        session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
        await session.RunAsync(cancellationToken: cancellationToken);
    }

    /// <summary>No greeting, and no answer detection: a menu would hear the one, and is no machine to leave a message with.</summary>
    private Conversation TalkTo(AgentSession session, string participantId) =>
        session.CreateConversation(participantId)
            .UseSpeechToText(speechToText)
            .UseChatClient(chat, new() { Instructions = Instructions })
            .UseIvrNavigation(new(Goal) { Routes = routes })
            .AllowHangUp()
            .UseTextToSpeech(textToSpeech)
            .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee })
            .Build();
}
