using Parley.Server.Dialing.Hours;
using Parley.Server.Hosting;

namespace Parley.Server.Tests.Dialing;

public sealed class CallingHoursTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly TimeZoneInfo LosAngeles = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    [Theory]
    [InlineData("2030-01-15T12:59:59Z", false)]   // 07:59:59 in winter
    [InlineData("2030-01-15T13:00:00Z", true)]
    [InlineData("2030-01-16T01:59:59Z", true)]    // 20:59:59
    [InlineData("2030-01-16T02:00:00Z", false)]
    [InlineData("2030-07-15T11:59:59Z", false)]   // an hour earlier in summer
    [InlineData("2030-07-15T12:00:00Z", true)]
    [InlineData("2030-07-16T00:59:59Z", true)]
    [InlineData("2030-07-16T01:00:00Z", false)]
    public void AreOpen_ByTheCalleesClock_KnowsDaylightSaving(string at, bool open) =>
        Assert.Equal(open, Hours("08:00-21:00").AreOpen(At(at), [NewYork], "US"));

    [Theory]
    [InlineData("2030-01-15T13:30:00Z", false)]   // 08:30 in New York, 05:30 in Los Angeles
    [InlineData("2030-01-15T16:00:00Z", true)]
    [InlineData("2030-01-16T02:30:00Z", false)]   // 21:30 in New York
    public void AreOpen_OfSeveralZones_MustBeOpenInAll(string at, bool open) =>
        Assert.Equal(open, Hours("08:00-21:00").AreOpen(At(at), [LosAngeles, NewYork], "US"));

    [Theory]
    [InlineData("2030-03-10T06:00:00Z", "2030-03-10T07:00:00Z")]   // 02:30 does not come on the day of the change: open from 03:00, daylight time
    [InlineData("2030-01-15T12:00:00Z", "2030-01-15T13:30:00Z")]
    public void NextOpening_InSpring_IsAfterTheJump(string at, string opens)
    {
        var hours = At(at).Month == 3 ? Hours("02:30-21:00") : Hours("08:30-21:00");

        Assert.Equal(At(opens), hours.NextOpening(At(at), [NewYork], "US"));
    }

    [Fact]
    public void NextOpening_InAutumn_IsTheFirstOfTheTwo() =>
        Assert.Equal(At("2030-11-03T05:30:00Z"), Hours("01:30-21:00").NextOpening(At("2030-11-03T03:00:00Z"), [NewYork], "US"));

    [Fact]
    public void NextOpening_OfSeveralZones_IsTheLastToOpen() =>
        Assert.Equal(At("2030-01-15T16:00:00Z"), Hours("08:00-21:00").NextOpening(At("2030-01-15T13:30:00Z"), [LosAngeles, NewYork], "US"));

    [Fact]
    public void NextOpening_WithoutHoursInCommon_IsNever() =>
        Assert.Null(Hours("08:00-09:00").NextOpening(At("2030-01-15T13:30:00Z"), [LosAngeles, NewYork], "US"));

    [Fact]
    public void NextOpening_OverSundayAndHolidays_IsTheNextWorkday()
    {
        var options = new CallingHoursOptions { Hours = "08:00-12:00,13:00-21:00" };
        options.Days["sunday"] = "none";
        options.Days["Saturday"] = "10:00-12:00";
        options.Holidays.Add("12-25");
        options.Holidays.Add("2030-12-26");
        options.Holidays.Add("US:12-27");
        options.Holidays.Add("DE:12-28");
        var hours = CallingHours.Read(options);

        Assert.Equal(At("2030-12-28T15:00:00Z"), hours.NextOpening(At("2030-12-25T02:00:00Z"), [NewYork], "US"));   // Saturday the 28th, 10:00
        Assert.Equal(At("2030-12-30T13:00:00Z"), hours.NextOpening(At("2030-12-28T17:00:00Z"), [NewYork], "US"));   // Monday
        Assert.Equal(At("2030-12-30T18:00:00Z"), hours.NextOpening(At("2030-12-30T17:00:00Z"), [NewYork], "US"));   // After lunch.
    }

    /// <summary>Minute by minute, over both changes of the clock: what is said to be the next opening is the first open minute.</summary>
    [Theory]
    [InlineData("2030-03-09T00:00:00Z", "08:00-21:00")]
    [InlineData("2030-03-09T00:00:00Z", "02:15-02:45")]
    [InlineData("2030-11-02T00:00:00Z", "09:00-11:30,14:00-20:00")]
    public void NextOpening_MinuteByMinute_IsTheFirstOpenMinute(string from, string text)
    {
        var (hours, start) = (Hours(text), At(from));
        var next = hours.NextOpening(start, [NewYork], null);
        for (var minute = start; minute < start.AddDays(3); minute = minute.AddMinutes(1))
        {
            if (next < minute)
            {
                next = hours.NextOpening(minute, [NewYork], null);
            }

            Assert.Equal(hours.AreOpen(minute, [NewYork], null), next == minute);
        }
    }

    [Theory]
    [InlineData("8-21")]
    [InlineData("21:00-08:00")]
    [InlineData("08:00-12:00,11:00-13:00")]
    [InlineData("08:00-24:01")]
    public void TryRead_NoHours_SaysWhichSetting(string text) =>
        Assert.Equal("Hours", CallingHours.TryRead(new CallingHoursOptions { Hours = text }, out _)?.Key);

    private static CallingHours Hours(string text) => CallingHours.Read(new CallingHoursOptions { Hours = text });

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
