using Parley.Rtp.TelephoneEvents;

namespace Parley.Rtp.Tests.TelephoneEvents;

public sealed class TelephoneEventTests
{
    [Fact]
    public void Write_EndOfStar_GivesGoldenBytes()
    {
        var bytes = new byte[TelephoneEvent.Size];

        new TelephoneEvent(10, true, 10, 800).Write(bytes);

        Assert.Equal("0A8A0320", Convert.ToHexString(bytes));
        Assert.True(TelephoneEvent.TryParse(bytes, out var read));
        Assert.Equal(new TelephoneEvent(10, true, 10, 800), read);
        Assert.Equal('*', read.Digit);
    }

    [Fact]
    public void TryParse_PayloadTooShort_ReturnsFalse() => Assert.False(TelephoneEvent.TryParse([1, 2, 3], out _));

    [Theory]
    [InlineData('0', 0)]
    [InlineData('9', 9)]
    [InlineData('*', 10)]
    [InlineData('#', 11)]
    [InlineData('A', 12)]
    [InlineData('d', 15)]
    public void TryGetCode_Key_GivesItsEvent(char key, int code)
    {
        Assert.True(TelephoneEvent.TryGetCode(key, out var found));
        Assert.Equal(code, found);
    }

    [Theory]
    [InlineData('E')]
    [InlineData(' ')]
    [InlineData('\u0661')]
    public void TryGetCode_NoKey_ReturnsFalse(char key) => Assert.False(TelephoneEvent.TryGetCode(key, out _));

    [Fact]
    public void Digit_FlashEvent_IsNone() => Assert.Null(new TelephoneEvent(16, false, 0, 0).Digit);
}
