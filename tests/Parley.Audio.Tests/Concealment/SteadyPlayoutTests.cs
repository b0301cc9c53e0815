using Parley.Audio.Concealment;

namespace Parley.Audio.Tests.Concealment;

public sealed class SteadyPlayoutTests
{
    private const int Tick = 160;

    [Fact]
    public void Read_NothingWanted_GivesTheSoundAsItIs()
    {
        var voice = Sound.Vowel(120, 9000, 8000, 100 * Tick);

        Assert.Equal(voice, Play(new(voice), 100));
    }

    [Theory]
    [InlineData(120, 2)]
    [InlineData(120, -2)]
    [InlineData(210, 3)]
    [InlineData(95, -3)]
    public void Read_VoiceStretched_ChangesItsLengthAndNothingElse(double pitch, int ticks)
    {
        var voice = Sound.Vowel(pitch, 9000, 8000, 200 * Tick);
        var source = new Source(voice);
        var heard = new List<short>(Play(source, 20));
        source.StretchWanted = ticks * Tick;
        heard.AddRange(Play(source, 60, source.Playout!));

        Assert.InRange(Math.Abs(source.StretchWanted), 0, 8000 / pitch); // Less than a period is left for the next pause.
        Assert.InRange(heard.Count - (ticks * Tick) - source.Given, -Tick, Tick);
        Assert.True(LargestStep(heard) < 1.05 * LargestStep(voice), $"{LargestStep(heard)} against {LargestStep(voice)} in the voice itself");
        Assert.InRange(Sound.Energy([.. heard]) / heard.Count, 0.9 * Sound.Energy(voice) / voice.Length, 1.1 * Sound.Energy(voice) / voice.Length);
    }

    [Fact]
    public void Read_Silence_IsCutAtOnce()
    {
        var source = new Source(Sound.Noise(1, 20, 100 * Tick)) { StretchWanted = -2 * Tick };
        Play(source, 4);

        Assert.Equal(0, source.StretchWanted);
    }

    [Fact]
    public void Read_Hiss_IsLeftAloneAtFirstAndStretchedInTheEnd()
    {
        var source = new Source(Sound.Noise(1, 9000, 500 * Tick)) { StretchWanted = Tick };
        Play(source, 5);
        Assert.Equal(Tick, source.StretchWanted);

        Play(source, 400, source.Playout!);
        Assert.Equal(0, source.StretchWanted);
    }

    [Fact]
    public void Read_SilenceBehindWhatWaits_TakesTheDelayBack()
    {
        var source = new Source(Sound.Vowel(120, 9000, 8000, 30 * Tick)) { StretchWanted = 100 };
        var heard = Play(source, 35);

        Assert.True(source.TakenBack > 0);
        Assert.All(heard[^Tick..], sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Read_SoundEndsAbruptly_FadesOut()
    {
        var tone = Sound.Sine(300, 9000, 8000, (10 * Tick) + 0, phase: 1.2);

        var heard = Play(new(tone), 15);

        Assert.True(LargestStep(heard) < 1.2 * LargestStep(tone));
        Assert.Equal(0, Sound.Energy(heard.AsSpan(11 * Tick)));
    }

    [Fact]
    public void Read_SkipInTheSound_IsBlended()
    {
        var tone = Sound.Sine(300, 9000, 8000, 40 * Tick);
        var source = new Source(tone);
        var heard = new List<short>(Play(source, 10));
        source.Skip((4 * Tick) + 13);
        heard.AddRange(Play(source, 10, source.Playout!));

        Assert.True(LargestStep(heard) < 1.2 * LargestStep(tone), $"{LargestStep(heard)} against {LargestStep(tone)}");
    }

    [Fact]
    public void Read_AnyMix_AllocatesNothingAndKeepsItsBooks()
    {
        var source = new Source(Sound.Talk(3, 9000, 4000 * Tick));
        var playout = new SteadyPlayout(8000, TimeSpan.FromMilliseconds(20), source);
        var samples = new short[Tick];
        var random = new Random(9);
        Assert.Equal(0, Sound.Allocated(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                source.StretchWanted += random.Next(20) == 0 ? Tick * random.Next(-1, 2) : 0;
                source.Loses = random.Next(10) == 0;
                playout.Read(samples);
            }
        }));
    }

    private static short[] Play(Source source, int ticks, SteadyPlayout? playout = null)
    {
        source.Playout = playout ?? new(8000, TimeSpan.FromMilliseconds(20), source);
        var heard = new short[ticks * Tick];
        for (var i = 0; i < ticks; i++)
        {
            source.Playout.Read(heard.AsSpan(i * Tick, Tick));
        }

        return heard;
    }

    private static int LargestStep(IReadOnlyList<short> samples) => Enumerable.Range(1, samples.Count - 1).Max(i => Math.Abs(samples[i] - samples[i - 1]));

    private sealed class Source(short[] sound) : IPlayoutSource
    {
        private int _at;
        private bool _skipped;

        public SteadyPlayout? Playout { get; set; }

        public int StretchWanted { get; set; }

        public bool Loses { get; set; }

        public int Given => _at;

        public PlayoutFrame Next(Span<short> samples)
        {
            if (_at >= sound.Length)
            {
                return new(PlayoutKind.Silence);
            }

            sound.AsSpan(_at, Tick).CopyTo(samples);
            _at += Tick;
            var skipped = _skipped;
            _skipped = false;
            return Loses ? new(PlayoutKind.Lost) : new(PlayoutKind.Sound, Tick, skipped);
        }

        public void Skip(int samples)
        {
            _at += samples;
            _skipped = true;
        }

        public int TakenBack { get; private set; }

        public void NoteStretched(int samples)
        {
            StretchWanted -= samples;
            TakenBack += samples < 0 ? 1 : 0;
        }
    }
}
