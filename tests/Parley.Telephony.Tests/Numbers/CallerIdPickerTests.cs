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

    private readonly CallerIdPicker _picker = new(new Random(1));

    [Theory]
    [InlineData("8c1d")]
    [InlineData("8C1D")]
    [InlineData("+15550000002")]
    public void TryPick_OwnedByIdOrNumber_IsThatOne(string callerId)
    {
        Assert.True(_picker.TryPick(Owned, callerId, out var number, out var error));
        Assert.Equal("8c1d", number.Id);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("+15559999999")]
    [InlineData("")]
    public void TryPick_NotOwned_SaysSo(string callerId)
    {
        Assert.False(_picker.TryPick(Owned, callerId, out _, out var error));
        Assert.Equal("callerId not found", error);
    }

    [Fact]
    public void TryPick_NoneNamed_DrawsAmongAll()
    {
        var drawn = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(_picker.TryPick(Owned, null, out var number, out _));
            drawn.Add(number.Id);
        }

        Assert.Equal(3, drawn.Count);
    }

    [Fact]
    public void TryPick_NoneNamedAndTheOldestWanted_IsTheFirst()
    {
        var picker = new CallerIdPicker(new Random(1), CallerIdChoice.Oldest);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(Owned[0], picker.TryPick(Owned, null, out var number, out var _) ? number : null));
    }

    [Fact]
    public void TryPick_NoneOwned_SaysThatOneIsNeeded()
    {
        Assert.False(_picker.TryPick([], null, out _, out var error));
        Assert.Contains("no phone number is owned", error, StringComparison.Ordinal);
    }
}
