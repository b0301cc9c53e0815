using Parley.Telephony.Media;

namespace Parley.Telephony.Tests.Media;

public sealed class InBandKeysTests
{
    [Fact]
    public async Task SendAsync_LegIsOverBefore_IsToldSo()
    {
        var keys = new InBandKeys(8000);
        var waiting = keys.SendAsync("1", TimeSpan.FromMilliseconds(100));

        keys.Close();
        var late = keys.SendAsync("2", TimeSpan.FromMilliseconds(100));

        Assert.True(waiting.IsCompleted && late.IsCompleted);
        Assert.False(await waiting || await late);
    }
}
