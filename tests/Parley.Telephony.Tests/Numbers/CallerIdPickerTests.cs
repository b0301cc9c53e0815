using Parley.Telephony.Numbers;

namespace Parley.Telephony.Tests.Numbers;

public sealed class CallerIdPickerTests
{
    private static readonly OwnedNumber[] Owned =
    [
        new("7b0c", PhoneNumber.Parse("+15550000001")),
        new("8c1d", PhoneNumber.Parse("+15550000002")),
        new("9d2e", PhoneNumber.Parse("+15550000003")),
    ];

    [Theory]
    [InlineData("8c1d")]
    [InlineData("8C1D")]
    [InlineData("+15550000002")]
    public void TryFind_OwnedByIdOrNumber_IsThatOne(string callerId)
    {
        Assert.True(CallerIdPicker.TryFind(Owned, callerId, out var candidates, out var error));
        Assert.Equal(["8c1d"], candidates.Select(number => number.Id));
        Assert.Null(error);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("+15559999999")]
    [InlineData("")]
    public void TryFind_NotOwned_SaysSo(string callerId)
    {
        Assert.False(CallerIdPicker.TryFind(Owned, callerId, out _, out var error));
        Assert.Equal("callerId not found", error);
    }

    [Fact]
    public void TryFind_NoneOwned_SaysThatOneIsNeeded()
    {
        Assert.False(CallerIdPicker.TryFind([], null, out _, out var error));
        Assert.Contains("no phone number is owned", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_ByDefault_DrawsAmongAll()
    {
        var picker = new CallerIdPicker(new Random(1));

        Assert.Equal(3, Enumerable.Range(0, 100).Select(_ => picker.Choose(Owned).Id).Distinct().Count());
    }

    [Fact]
    public void Choose_TheOldestWanted_IsTheFirst()
    {
        var picker = new CallerIdPicker(new Random(1), CallerIdChoice.Oldest);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(Owned[0], picker.Choose(Owned)));
    }
}
