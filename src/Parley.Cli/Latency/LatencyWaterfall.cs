using System.Globalization;
using System.Text;
using Parley.Agents;

namespace Parley.Cli.Latency;

/// <summary>Draws where the time of one answered turn went, a line per stage, each as long as its share.</summary>
internal static class LatencyWaterfall
{
    private const int Width = 40;

    /// <summary>The drawing, without a line break at its end.</summary>
    public static string Draw(TurnLatency turn)
    {
        var text = new StringBuilder();
        var stages = StagesOf(turn).ToList();
        var total = stages.Append(new("", TimeSpan.Zero, turn.VoiceToVoice)).Max(stage => stage.Until);
        foreach (var stage in stages)
        {
            var begin = Column(stage.From);
            var end = Math.Max(begin + 1, Column(stage.Until));
            var bar = new string(' ', begin) + new string('#', end - begin);
            text.Append(CultureInfo.InvariantCulture, $"            {stage.Name,-17} |{bar.PadRight(Width)}| {(stage.Until - stage.From).TotalMilliseconds,5:0} ms").Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"            voice to voice {turn.VoiceToVoice.TotalMilliseconds:0} ms, of which Parley's own {turn.Overhead.TotalMilliseconds:0} ms").ToString();

        int Column(TimeSpan at) => total <= TimeSpan.Zero ? 0 : Math.Clamp((int)Math.Round(Width * (at / total)), 0, Width - 1);
    }

    private static IEnumerable<Stage> StagesOf(TurnLatency turn)
    {
        var heard = turn.Transcript > turn.TurnEnded ? turn.Transcript.Value : turn.TurnEnded;
        yield return new("turn end", TimeSpan.Zero, turn.TurnEnded);
        if (turn.Transcript > turn.TurnEnded)
        {
            yield return new("transcript", turn.TurnEnded, turn.Transcript.Value);
        }

        if (turn is { ChatAsked: { } asked, FirstToken: { } token })
        {
            yield return new("first token", asked, token);
            if (turn.SynthesisAsked > token)
            {
                yield return new("first sentence", token, turn.SynthesisAsked.Value);
            }
        }

        if (turn is { SynthesisAsked: { } voice, FirstAudio: { } audio } && audio > TimeSpan.Zero)
        {
            yield return new("first audio", voice > TimeSpan.Zero ? voice : TimeSpan.Zero, audio);
        }

        var sent = turn.FirstPacket ?? turn.FirstSample;
        yield return new(turn.FirstPacket is null ? "into the room" : "first RTP packet", turn.FirstAudio > heard ? turn.FirstAudio.Value : heard, sent);
        if (turn.LeadingSilence > TimeSpan.Zero)
        {
            yield return new("leading silence", sent, sent + turn.LeadingSilence.Value);
        }
    }

    private sealed record Stage(string Name, TimeSpan From, TimeSpan Until);
}
