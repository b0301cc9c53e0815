using Parley.Cli.Latency;

namespace Parley.Cli.Tests.Latency;

public sealed class LatencyWaterfallTests
{
    [Fact]
    public void Draw_ModelAndVoice_OneLineAStage()
    {
        var drawn = LatencyWaterfall.Draw(new("leg")
        {
            SpeechEnded = DateTimeOffset.UnixEpoch,
            TurnEnded = Milliseconds(500),
            Transcript = Milliseconds(600),
            ChatAsked = Milliseconds(600),
            FirstToken = Milliseconds(800),
            SynthesisAsked = Milliseconds(850),
            FirstAudio = Milliseconds(950),
            FirstSample = Milliseconds(960),
            FirstPacket = Milliseconds(960),
            LeadingSilence = Milliseconds(40),
            VoiceToVoice = Milliseconds(1000),
        });

        Assert.Equal(
            """
                        turn end          |####################                    |   500 ms
                        transcript        |                    ####                |   100 ms
                        first token       |                        ########        |   200 ms
                        first sentence    |                                ##      |    50 ms
                        first audio       |                                  ####  |   100 ms
                        first RTP packet  |                                      # |    10 ms
                        leading silence   |                                      # |    40 ms
                        voice to voice 1000 ms, of which Parley's own 10 ms
            """.ReplaceLineEndings("\n"),
            drawn);
    }

    [Fact]
    public void Draw_PreparedWords_NoModelAndNoTranscript()
    {
        var drawn = LatencyWaterfall.Draw(new("leg")
        {
            SpeechEnded = DateTimeOffset.UnixEpoch,
            TurnEnded = Milliseconds(300),
            SynthesisAsked = Milliseconds(-2000),
            FirstAudio = Milliseconds(-1900),
            FirstSample = Milliseconds(320),
            VoiceToVoice = Milliseconds(320),
        });

        Assert.Contains("into the room", drawn, StringComparison.Ordinal);
        Assert.DoesNotContain("token", drawn, StringComparison.Ordinal);
        Assert.DoesNotContain("first audio", drawn, StringComparison.Ordinal);
        Assert.EndsWith("voice to voice 320 ms, of which Parley's own 20 ms", drawn, StringComparison.Ordinal);
    }

    private static TimeSpan Milliseconds(int value) => TimeSpan.FromMilliseconds(value);
}
