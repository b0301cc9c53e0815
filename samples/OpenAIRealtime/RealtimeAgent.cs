using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Samples.OpenAIRealtime;

/// <summary>
/// Calls a patient about a visit, with a model that hears and speaks by itself: no recogniser, no chat model, no voice. It says nothing before it is known who answered, moves the
/// visit with a function, and leaves a message on machines.
/// </summary>
public sealed class RealtimeAgent(ISpeechToSpeech model) : IVoiceAgent
{
    private const string VoicemailMessage = "Hello, this is Parley from the Riverside clinic, about your visit on Tuesday at ten. Please call us back.";

    private const string Instructions =
        """
        You are Parley, on the phone for the Riverside clinic. You have called a patient: say who you are, and ask whether they can come on Tuesday at ten.
        If not, move the visit to another day. Speak in one or two short sentences. When all is settled, say goodbye and call end_call.
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
        session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
        session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
        await session.RunAsync(cancellationToken: cancellationToken);
    }

    private Conversation TalkTo(AgentSession session, string participantId) =>
        session.CreateConversation(participantId)
            .UseSpeechToSpeech(model, new() { Instructions = Instructions, Language = "en" })
            .UseTools(AIFunctionFactory.Create(MoveVisit, "move_visit", "Moves the visit to another day, at the same time."))
            .AllowHangUp()
            .UseAnswerDetection(new() { VoicemailMessage = VoicemailMessage })
            .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee })
            .Build();

    private static string MoveVisit([Description("The day of the week.")] string day) => $"The visit is on {day} at ten.";
}
