namespace Parley.Agents.Turns;

/// <summary>A word in between, while a tool takes its time.</summary>
internal sealed partial class ConversationLoop
{
    private Random? _choice;
    private TimeSpan _quietSince;
    private (object? Work, int Calls) _filled;

    private void WatchTools()
    {
        if (_setup.Options.Fillers is not { Texts.Count: > 0 } fillers || _floor is not Floor.Open
            || _ear.Turn is not null || _line.Playback.Queued > _line.Playback.Played)
        {
            _quietSince = _now;
            return;
        }

        // A tool that the model's client runs holds up the turn that is said; one of ours runs beside the turns.
        var (turn, reply) = _voice?.Current is { Text: ChatReply { IsCallingTool: true } asking } current ? (current, asking) : (null, null);
        var round = turn is null && _voice is { IsBusy: false } && _rounds.Count > 0 ? _rounds[^1].Round : null;
        var work = (reply ?? (object?)round, reply?.Calls ?? 0);
        if (work.Item1 is null || _filled == work)
        {
            _quietSince = _now;
            return;
        }

        if (_now - _quietSince >= fillers.After)
        {
            _filled = work;
            _choice ??= new(fillers.Seed ?? _setup.Seed);
            var words = fillers.Texts[_choice.Next(fillers.Texts.Count)];
            if (turn is not null)
            {
                turn.Interject(words);
            }
            else
            {
                _voice!.Add(new PreparedText(words));
            }
        }
    }
}
