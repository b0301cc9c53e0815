using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Samples.Survey;

/// <summary>
/// Calls everybody in the start body's <c>dialout_settings</c>, five at a time, asks two questions, and writes one row for each number into the results: the answers, or
/// why there are none. Machines are not asked.
/// </summary>
public sealed class SurveyAgent(IChatClient chat, ISpeechToText speechToText, ITextToSpeech textToSpeech, SurveyResults results) : IVoiceAgent
{
    private const int AtOnce = 5;   // What a room takes.

    private const string Greeting =
        "Hello, this is Parley from the Riverside clinic, with two short questions about your visit. From one to five, how content were you?";

    private const string Instructions =
        """
        You are Parley, on the phone for the Riverside clinic, with two questions for somebody who was a patient. You have greeted them and asked the first: from one to
        five, how content they were. The second: what the clinic should do better. Ask one at a time, in a short sentence, in plain words, and give no opinion of your own.
        Call save_answer as soon as a question is answered. After both, or when they do not want to answer, thank them, say goodbye and call end_call.
        """;

    /// <inheritdoc/>
    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        if (!DialoutSettings.TryRead(session.Input, out var calls, out var error))
        {
            throw new InvalidDataException($"There is nobody to ask: {error}.");
        }

        var waiting = new Queue<DialoutRequest>(calls);
        var asked = new Dictionary<string, Interview>();   // By leg: the calls that are being made.
        session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? DialAsync(ct) : Task.CompletedTask);
        session.On<DialoutAnswered>((e, ct) => asked.TryGetValue(e.SessionId, out var interview) ? Ask(session, e.SessionId, interview).StartAsync(ct) : Task.CompletedTask);
        session.On<AnswerDetected>((e, _) => Note(e.ParticipantId, e.AnsweredBy));
        session.On<AnswerRevised>((e, _) => Note(e.ParticipantId, e.AnsweredBy));
        session.On<DialoutStopped>((e, ct) => OverAsync(e.SessionId, null, ct));
        session.On<DialoutError>((e, ct) => OverAsync(e.SessionId, e.Message ?? "failed", ct));
        await session.RunAsync(cancellationToken: cancellationToken);

        async Task DialAsync(CancellationToken ct)
        {
            while (asked.Count < AtOnce && waiting.TryDequeue(out var call))
            {
                var interview = new Interview(call.PhoneNumber ?? call.SipUri!);
                var start = await session.StartDialoutAsync(call.HearingTheAgentOnly(), ct);
                if (start.IsAccepted)
                {
                    asked.Add(start.SessionId, interview);
                }
                else
                {
                    results.Add(session.Time.GetUtcNow(), interview, start.Error);
                }
            }

            if (asked.Count == 0)
            {
                await session.LeaveAsync(ct);
            }
        }

        Task Note(string? leg, AnsweredBy answeredBy)
        {
            if (leg is not null && asked.TryGetValue(leg, out var interview))
            {
                interview.AnsweredBy = answeredBy;
            }

            return Task.CompletedTask;
        }

        Task OverAsync(string leg, string? failure, CancellationToken ct)
        {
            if (!asked.Remove(leg, out var interview))
            {
                return Task.CompletedTask;
            }

            results.Add(session.Time.GetUtcNow(), interview, failure ?? interview.Result);
            return DialAsync(ct);
        }
    }

    private Conversation Ask(AgentSession session, string participantId, Interview interview)
    {
        return session.CreateConversation(participantId)
            .UseSpeechToText(speechToText)
            .UseChatClient(chat, new() { Instructions = Instructions })
            .UseTools(new ToolOptions { OnBargeIn = ToolOnBargeIn.KeepGoing }, AIFunctionFactory.Create(Save, "save_answer", "Keeps the answer to a question."))
            .AllowHangUp()
            .UseTextToSpeech(textToSpeech)
            .UseAnswerDetection()
            .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, Greeting = Greeting })
            .Build();

        string Save(
            [Description("1 or 2.")] int question,
            [Description("For question 1 a digit from 1 to 5; for question 2 what they said, in their words.")] string answer) =>
            interview.TrySave(question, answer) ? "Saved." : "Error: question 1 takes a digit from 1 to 5, question 2 any words; there is no other.";
    }
}
