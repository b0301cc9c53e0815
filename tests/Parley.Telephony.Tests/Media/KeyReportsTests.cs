using Parley.Telephony.Media;

namespace Parley.Telephony.Tests.Media;

public sealed class KeyReportsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly KeyReports _reports = new();

    [Fact]
    public void TryReport_OneWay_EveryKeyCounts() =>
        Assert.All(Enumerable.Range(0, 5), i => Assert.True(_reports.TryReport('1', DigitsMethod.TelephoneEvent, Start.AddMilliseconds(i * 150))));

    [Fact]
    public void TryReport_ThreeWaysAtOnce_IsOneKeyEach()
    {
        var told = "";
        foreach (var (key, at) in new[] { ('1', 0), ('1', 200), ('2', 400), ('1', 600) })
        {
            foreach (var (way, delay) in new[] { (DigitsMethod.TelephoneEvent, 0), (DigitsMethod.InBand, 60), (DigitsMethod.SipInfo, 150) })
            {
                told += _reports.TryReport(key, way, Start.AddMilliseconds(at + delay)) ? key : "";
            }
        }

        Assert.Equal("1121", told);
    }

    [Fact]
    public void TryReport_AnotherWayMuchLater_IsAnotherKey()
    {
        Assert.True(_reports.TryReport('5', DigitsMethod.TelephoneEvent, Start));
        Assert.False(_reports.TryReport('5', DigitsMethod.SipInfo, Start.AddSeconds(2)));
        Assert.True(_reports.TryReport('5', DigitsMethod.SipInfo, Start.AddSeconds(6)));
    }
}
