using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Parley.Agents;

public static partial class CallTools
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(5);

    /// <summary><c>send_dtmf</c>: presses keys. Without a model: <see cref="Conversation.SendDtmfAsync"/>.</summary>
    public static CallTool SendDtmf(Conversation conversation)
    {
        return new(
            AIFunctionFactory.Create(SendAsync, "send_dtmf", "Presses keys on the phone's keypad, for instance to choose in a menu or to enter a number that is asked for."),
            new() { OnBargeIn = ToolOnBargeIn.KeepGoing });

        async Task<string> SendAsync([Description("The keys: 0-9, * and #.")] string keys, CancellationToken cancellationToken) =>
            await conversation.SendDtmfAsync(keys, cancellationToken) ? "Pressed." : "Error: they could not be pressed. Keys are 0-9, * and #.";
    }

    /// <summary>
    /// <c>collect_digits</c>: has the other side enter a number with their keys, and asks again when it is wrong. Without a model:
    /// <see cref="Conversation.CollectDigitsAsync"/>.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="request">Lengths, times and validation. The model gives the prompt, unless it has one.</param>
    /// <param name="use">Does something with the digits, and says what the model is told of it; <see langword="null"/> tells it the digits. Required for secret ones.</param>
    /// <param name="name">The function's name, for more than one of them.</param>
    /// <param name="description">What it collects, for the model.</param>
    public static CallTool CollectDigits(
        Conversation conversation,
        DigitsRequest request,
        Func<string, CancellationToken, Task<string>>? use = null,
        string name = "collect_digits",
        string description = "Has the other side enter a number with the keys of their phone.")
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.IsSecret && use is null)
        {
            throw new ArgumentException("Secret digits are not for the model: say what is done with them.", nameof(use));
        }

        return new(
            AIFunctionFactory.Create(CollectAsync, name, description),
            new() { OnBargeIn = ToolOnBargeIn.KeepGoing, TimeLimit = LongEnough, IsSecret = request.IsSecret });

        async Task<string> CollectAsync([Description("What to say to ask for it; short. Leave it out if you have asked already.")] string? prompt = null, CancellationToken cancellationToken = default)
        {
            var result = await conversation.CollectDigitsAsync(request with { Prompt = request.Prompt ?? prompt }, cancellationToken);
            return result.Ending switch
            {
                DigitsEnding.Collected when use is null => result.Digits,
                DigitsEnding.Collected => await use(result.Digits, cancellationToken),
                DigitsEnding.Invalid => "They entered something, but it was not valid.",
                _ => "They pressed no keys.",
            };
        }
    }

    /// <summary>
    /// <c>transfer_call</c>: hands the caller on to one of the named targets. Without a model: <see cref="Conversation.TransferAsync"/>.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="targets">Who may be called, by the names that the model uses: it can reach nobody else.</param>
    public static CallTool TransferCall(Conversation conversation, IReadOnlyDictionary<string, CallTransfer> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var names = string.Join(", ", targets.Keys);
        return new(
            AIFunctionFactory.Create(TransferAsync, "transfer_call", $"Hands the caller on to somebody else. The caller is told and waits; you get the result. Targets: {names}."),
            new() { OnBargeIn = ToolOnBargeIn.KeepGoing, TimeLimit = LongEnough });

        async Task<string> TransferAsync(
            [Description("One of the targets, by its name.")] string target,
            [Description("What the other person should know before they take the call: who is calling, and about what. One or two sentences.")] string? briefing = null,
            CancellationToken cancellationToken = default)
        {
            if (!targets.TryGetValue(target, out var transfer))
            {
                return $"Error: there is no target '{target}'. Targets: {names}.";
            }

            var result = await conversation.TransferAsync(transfer with { Briefing = briefing ?? transfer.Briefing }, cancellationToken);
            return result.Ending switch
            {
                CallTransferEnding.Completed => "The caller is with them now.",
                CallTransferEnding.NotAnswered => "They did not answer. The caller is back with you.",
                CallTransferEnding.Refused => "They cannot take the call. The caller is back with you.",
                CallTransferEnding.CallerLeft => "The caller hung up.",
                _ => $"Error: {result.Message ?? "it could not be done"}. The caller is back with you.",
            };
        }
    }

    /// <summary>
    /// <c>leave_voicemail</c>: for a machine that was taken for a person: waits for the beep, leaves a message and hangs up. Without a model:
    /// <see cref="Conversation.LeaveVoicemailAsync"/>.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="message">The message; <see langword="null"/> leaves it to the model.</param>
    /// <param name="patience">How long to wait for a beep; 4 s when <see langword="null"/>.</param>
    public static CallTool LeaveVoicemail(Conversation conversation, string? message = null, TimeSpan? patience = null)
    {
        return new(
            AIFunctionFactory.Create(LeaveAsync, "leave_voicemail", "Leaves a message and hangs up. Call it, and say nothing, as soon as you notice that you are talking with an answering machine."),
            new() { OnBargeIn = ToolOnBargeIn.KeepGoing, TimeLimit = LongEnough, IsAnswered = false });

        async Task<string> LeaveAsync([Description("The message: who is calling, why, and how to call back.")] string? text = null, CancellationToken cancellationToken = default)
        {
            if ((message ?? text) is not { Length: > 0 } words)
            {
                return "Error: there is no message.";
            }

            await conversation.LeaveVoicemailAsync(words, patience ?? TimeSpan.FromSeconds(4), cancellationToken);
            return "The message is being left, and the call ends with it.";
        }
    }

    /// <summary><c>schedule_callback</c>: has the other side called again. Without a model: <see cref="AgentSession.ScheduleCallbackAsync"/>.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="scheduler">Who sees to it; the host when <see langword="null"/>, for calls that the agent has dialled.</param>
    public static CallTool ScheduleCallback(Conversation conversation, ICallbackScheduler? scheduler = null)
    {
        return new(
            AIFunctionFactory.Create(
                ScheduleAsync,
                "schedule_callback",
                "Has the other side called again at another time. Agree on the time first. The result says when it will be, which may be later, and what time it is now."),
            new() { OnBargeIn = ToolOnBargeIn.KeepGoing });

        async Task<string> ScheduleAsync(
            [Description("In how many minutes from now.")] double minutes,
            [Description("What it is about.")] string? reason = null,
            CancellationToken cancellationToken = default)
        {
            var now = conversation.Session.Time.GetUtcNow();
            if (minutes is not (> 0 and <= 60 * 24 * 365) || conversation.ParticipantId is not { } leg)
            {
                return "Error: it has to be within a year from now.";
            }

            var due = await (scheduler ?? conversation.Session.HostCallbacks).ScheduleAsync(new(leg, now.AddMinutes(minutes)) { Reason = reason }, cancellationToken);
            return due is { } at
                ? string.Create(CultureInfo.InvariantCulture, $"They will be called at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC. It is {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC now.")
                : "Error: a callback cannot be arranged for this call.";
        }
    }
}
