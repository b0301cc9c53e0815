using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Transfers;

namespace Parley.Telephony.Tests.Calls;

/// <summary>REFER by the far end where it is followed.</summary>
public sealed class IncomingReferTests : CallFixture
{
    private protected override TelephonyOptions ConfigureOptions(TelephonyOptions options) => options with { IncomingRefer = ReferPolicy.Follow };

    [Fact]
    public void Refer_IsTheOwnersAndItsNewsGoBack() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();
        var referring = call.ReferAsync(NameAddress.Parse("<sip:desk@10.0.0.6>"), [new("Referred-By", "<sip:boss@10.0.0.2>")], Patience);
        var wish = (await NextAsync<LegReferred>(leg)).Wish;
        Assert.Equal(("sip:desk@10.0.0.6", "sip:boss@10.0.0.2"), (wish.Target.ToString(), wish.ReferredBy));

        Assert.True(await wish.AcceptAsync(Patience));
        Assert.Equal(202, (await referring).Status);
        await wish.TellAsync(486, cancellationToken: Patience);

        var progress = new List<int>();
        while (progress.LastOrDefault() != 486)
        {
            progress.Add(await call.Events.ReadAsync(Patience) is ReferProgress told ? told.Status : 0);
        }

        Assert.Equal([100, 486], progress.Where(status => status > 0));
    });

    [Fact]
    public void Refer_ToWhatIsNoSipAddress_IsDeclined() => InVirtualTime(async () =>
    {
        var (_, call, _) = await TalkAsync();

        Assert.Equal(603, (await call.ReferAsync(NameAddress.Parse("<tel:+15551230009>"), cancellationToken: Patience)).Status);
    });
}
