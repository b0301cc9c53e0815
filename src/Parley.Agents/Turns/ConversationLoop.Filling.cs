namespace Parley.Agents.Turns;

/// <summary>A word in between, while a tool takes its time.</summary>
internal sealed partial class ConversationLoop
{
    private Random? _choice;
    private TimeSpan _quietSince;
    private (ChatReply? Reply, int Calls) _filled;

    private void WatchTools()
    {
        if (_setup.Options.Fillers is not { Texts.Count: > 0 } fillers || _floor is not Floor.Open
            || _voice?.Current is not { Text: ChatReply { IsCallingTool: true } reply } turn
            || _filled == (reply, reply.Calls)
            || _ear.Turn is not null || _line.Playback.Queued > _line.Playback.Played)
        {
            _quietSince = _now;
            return;
        }

        if (_now - _quietSince >= fillers.After)
        {
            _filled = (reply, reply.Calls);
            _choice ??= new(fillers.Seed ?? _setup.Seed);
            turn.Interject(fillers.Texts[_choice.Next(fillers.Texts.Count)]);
        }
    }
}
