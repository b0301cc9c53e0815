using FsCheck;
using FsCheck.Xunit;
using Parley.Audio.Mixing;

namespace Parley.Audio.Tests.Mixing;

public sealed class MixerTests
{
    [Property]
    public void MixMinus_AnyVoices_GivesEachTheOthers(NonEmptyArray<short>[] drawn, PositiveInt length)
    {
        var voices = drawn.Select(voice => Enumerable.Range(0, length.Get).Select(i => voice.Get[i % voice.Get.Length]).ToArray()).ToArray();
        var total = new int[length.Get];
        foreach (var voice in voices)
        {
            Mixer.Add(total, voice);
        }

        var heard = new short[length.Get];
        foreach (var own in voices)
        {
            Mixer.MixMinus(total, own, heard);
            for (var i = 0; i < heard.Length; i++)
            {
                var others = voices.Sum(voice => (long)voice[i]) - own[i];
                Assert.Equal(Math.Clamp(others, short.MinValue, short.MaxValue), heard[i]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(160)]
    [InlineData(167)]
    public void Mix_LoudVoices_Saturates(int length)
    {
        var total = new int[length];
        for (var voice = 0; voice < 3; voice++)
        {
            Mixer.Add(total, [.. Enumerable.Range(0, length).Select(i => i % 2 == 0 ? short.MaxValue : short.MinValue)]);
        }

        var heard = new short[length];
        Mixer.Mix(total, heard);

        Assert.All(Enumerable.Range(0, length), i => Assert.Equal(i % 2 == 0 ? short.MaxValue : short.MinValue, heard[i]));
    }

    [Fact]
    public void Add_DifferentLengths_Throws() => Assert.Throws<ArgumentException>(() => Mixer.Add(new int[160], new short[159]));

    [Fact]
    public void OneTick_DoesNotAllocate()
    {
        var (total, voice, heard) = (new int[160], new short[160], new short[160]);
        Assert.Equal(0, Sound.Allocated(() =>
        {
            Mixer.Add(total, voice);
            Mixer.MixMinus(total, voice, heard);
            Mixer.Mix(total, heard);
        }));
    }
}
