using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents.Tools;

namespace Parley.Agents.Turns;

/// <summary>Functions that the model calls: run beside the turns, so that what they say is heard, and answered in a turn of their own.</summary>
internal sealed partial class ConversationLoop
{
    /// <summary>So many answers in a row may call functions; the next has to speak.</summary>
    private const int MostRounds = 8;

    private readonly List<(ToolRound Round, Task Running)> _rounds = [];
    private int _roundsInARow;
    private int _busy;
    private int _holds;
    private bool _owesReply;

    /// <summary>Whether something is done that the other side waits for in silence.</summary>
    private bool IsAtWork => _rounds.Count > 0 || _busy > 0 || _holds > 0;

    private ChatReply NewReply(IReadOnlyList<ChatMessage> history, bool isDraft = false)
    {
        var options = _setup.ChatOptions;
        if (_roundsInARow >= MostRounds)
        {
            options = options?.Clone() ?? new();
            options.ToolMode = ChatToolMode.None;
        }

        return new(_setup.ChatClient!, history, options, isDraft)
        {
            Tools = _setup.Tools,
            Asks = round => _mailbox.Post(new ConversationInput.ToolsAsked(round)),
        };
    }

    private void BeginTools(ToolRound round)
    {
        if (round.IsAbandoned)
        {
            return;
        }

        round.IsBegun = true;
        _roundsInARow++;
        _rounds.Add((round, RunToolsAsync(round)));
    }

    private async Task RunToolsAsync(ToolRound round)
    {
        // What they do before their first await is not to hold up the owner task.
        await Task.Yield();
        foreach (var run in round.Runs)
        {
            var (call, start) = (run.Call, _setup.Time.GetTimestamp());
            Emit(new FunctionCallStarted(_setup.ParticipantId, call.CallId, call.Name) { Arguments = run.Options.IsSecret ? null : Write(call.Arguments) });
            var outcome = await run.RunAsync(_setup.Time);
            if (outcome.Exception is { } exception)
            {
                Log.ToolFailed(_logger, call.Name, exception);
            }

            run.Finish(outcome);
            Emit(new FunctionCallEnded(_setup.ParticipantId, call.CallId, call.Name, outcome.Ending)
            {
                Result = run.Options.IsSecret ? null : outcome.Text,
                Duration = _setup.Time.GetElapsedTime(start),
            });
        }

        _mailbox.Post(new ConversationInput.ToolsDone(round));
    }

    private void FinishTools(ToolRound round)
    {
        _rounds.RemoveAll(entry => entry.Round == round);
        TellModel(round);
        _idleSince = _idleSince is null ? null : _now;
        _owesReply |= round.IsAnswered;
        ReplyIfDue();
    }

    /// <summary>The other side speaks while functions run.</summary>
    private void BargeIntoTools()
    {
        foreach (var (round, _) in _rounds)
        {
            round.BargeIn();
        }
    }

    private async Task EndToolsAsync()
    {
        foreach (var (round, _) in _rounds)
        {
            round.End();
        }

        await Waits.AllAsync(_rounds.Select(entry => entry.Running));
    }

    /// <summary>What was said while on hold was not for the agent.</summary>
    private void Hold(int change)
    {
        _holds += change;
        if (_holds == 0)
        {
            _unanswered.Clear();
            _idleSince = _idleSince is null ? null : _now;
            ReplyIfDue();
        }
    }

    /// <summary>Silences what is being said, for a key that answers it. The last words of a call are kept.</summary>
    private void Hush()
    {
        if (_floor is Floor.Open && _voice?.Current is not { IsInterruptible: false })
        {
            CutVoice();
            _voice?.DropWaiting();
        }
    }

    /// <summary>What was said and called, the turns included that are still being played.</summary>
    private IReadOnlyList<ChatMessage> HistoryToBe() =>
    [
        .. _history,
        .. _voice!.Turns.SelectMany(turn => turn.Text switch
        {
            ChatReply reply => reply.ToHistory(reply.Thought),
            PreparedText prepared => prepared.ToHistory(prepared.Text),
            _ => [],
        }),
    ];

    private static JsonElement Write(IDictionary<string, object?>? arguments) =>
        JsonSerializer.SerializeToElement(arguments ?? new Dictionary<string, object?>(), ToolRun.Json);
}
