using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Samples.Outbound;

/// <summary>
/// Calls everybody in the start body's <c>dialout_settings</c> at once, and confirms a visit with whoever answers. It lets the callee speak first, may be
/// interrupted, says goodbye before it hangs up, and leaves a message on machines.
/// </summary>
public sealed class OutboundAgent(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech) : IVoiceAgent
{
    private const string Greeting = "Hello, this is Parley from the Riverside clinic, about your visit on Tuesday at ten. Can you come?";

    private const string VoicemailMessage =
        "Hello, this is Parley from the Riverside clinic, about your visit on Tuesday at ten. Please call us back.";

    private const string Instructions =
        """
        You are Parley, on the phone for the Riverside clinic. You have greeted the patient and asked whether they can come on Tuesday at ten.
        Answer in one or two short sentences, in plain words, without lists or symbols. When all is settled, say goodbye and call end_call.
        """;

    /// <inheritdoc/>
    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        if (!DialoutSettings.TryRead(session.Input, out var calls, out var error))
        {
            throw new InvalidDataException($"There is nobody to call: {error}.");
        }

        var legs = new HashSet<string>();
        session.On<CallStateUpdated>(async (e, ct) =>
        {
            if (e.State is CallState.Joined)
            {
                // Each returns once the room has taken it on, long before it rings.
                var starts = await Task.WhenAll(calls.Select(call => session.StartDialoutAsync(call.HearingTheAgentOnly(), ct)));
                legs.UnionWith(starts.Where(start => start.IsAccepted).Select(start => start.SessionId!));
                if (legs.Count == 0)
                {
                    throw new InvalidOperationException($"Every call was refused: {string.Join("; ", starts.Select(start => start.Error).Distinct())}.");
                }
            }
        });
        session.On<DialoutAnswered>(async (e, ct) =>
        {
            await TalkTo(session, e.SessionId).StartAsync(ct);
            await session.SetBotReadyAsync(cancellationToken: ct);
        });
        session.On<DialoutStopped>((e, ct) => Over(e.SessionId, ct));
        session.On<DialoutError>((e, ct) => Over(e.SessionId, ct));
        await session.RunAsync(cancellationToken: cancellationToken);

        Task Over(string leg, CancellationToken ct) => legs.Remove(leg) && legs.Count == 0 ? session.LeaveAsync(ct) : Task.CompletedTask;
    }

    /// <summary>Every callee has a line of its own: they do not hear each other.</summary>
    private Conversation TalkTo(AgentSession session, string participantId) =>
        session.CreateConversation(participantId)
            .UseSpeechToText(speechToText)
            .UseChatClient(chat, new() { Instructions = Instructions })
            .AllowHangUp()
            .UseTextToSpeech(textToSpeech)
            .UseAnswerDetection(new() { VoicemailMessage = VoicemailMessage })
            .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, Greeting = Greeting })
            .Build();
}
