using System.Net;
using Parley.Sip.Dialogs;
using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Dialogs;

public class DialogTests
{
    private static readonly IPEndPoint Proxy = IPEndPoint.Parse("192.0.2.99:5060");

    [Fact]
    public void FromResponse_RecordRoutes_AreReversedAndLoose()
    {
        var dialog = Answered("<sip:192.0.2.11;lr>, <sip:192.0.2.12:5080;lr>", "<sip:192.0.2.13;lr>");
        var bye = dialog.CreateRequest("BYE");
        Assert.Equal("sip:peer@192.0.2.200:5070", bye.Uri.ToString());
        Assert.Equal(["<sip:192.0.2.13;lr>", "<sip:192.0.2.12:5080;lr>", "<sip:192.0.2.11;lr>"], bye.Headers.GetValues("Route"));
        Assert.Equal(IPEndPoint.Parse("192.0.2.13:5060"), dialog.NextHop);
        Assert.Equal(("a", "b", new CSeq(8, "BYE")), (bye.From.Tag, bye.To.Tag, bye.CSeq));
    }

    [Fact]
    public void CreateRequest_StrictRouterInFront_BecomesTheRequestUri()
    {
        var bye = Answered("<sip:192.0.2.12;lr>, <sip:192.0.2.11>").CreateRequest("BYE");
        Assert.Equal("sip:192.0.2.11", bye.Uri.ToString());
        Assert.Equal(["<sip:192.0.2.12;lr>", "<sip:peer@192.0.2.200:5070>"], bye.Headers.GetValues("Route"));
    }

    [Fact]
    public void NextHop_TargetIsAName_FallsBackToWhereTheDialogCameFrom()
    {
        var invite = Written.Request("INVITE", "z9hG4bKx", cseq: 7);
        var response = SipResponse.Create(invite, 200, toTag: "b");
        response.Headers.Add("Contact", "<sip:peer@carrier.example>");
        Assert.Equal(Proxy, Dialog.FromResponse(invite, response, Proxy).NextHop);
    }

    [Fact]
    public void CreateAck_RepeatsNumberAndCredentials()
    {
        var invite = Written.Request("INVITE", "z9hG4bKx", cseq: 7);
        invite.Headers.Add("Proxy-Authorization", "Digest x");
        var dialog = Answered();
        var ack = dialog.CreateAck(invite);
        Assert.Equal((new CSeq(7, "ACK"), "Digest x"), (ack.CSeq, ack.Headers["Proxy-Authorization"]));
        Assert.Equal(8u, dialog.CreateRequest("BYE").CSeq.Number);
    }

    [Fact]
    public void FromInvite_CalledSide_SwapsSidesAndKeepsRouteOrder()
    {
        var invite = Written.Request("INVITE", "z9hG4bKx", cseq: 7);
        invite.Headers.Add("Record-Route", "<sip:192.0.2.11;lr>");
        invite.Headers.Add("Record-Route", "<sip:192.0.2.12;lr>");
        var dialog = Dialog.FromInvite(invite, "mine", Proxy);
        var bye = dialog.CreateRequest("BYE");
        Assert.Equal(("mine", "a", "sip:caller@192.0.2.1"), (bye.From.Tag, bye.To.Tag, bye.Uri.ToString()));
        Assert.Equal(["<sip:192.0.2.11;lr>", "<sip:192.0.2.12;lr>"], bye.Headers.GetValues("Route"));
    }

    [Fact]
    public void TryAdvance_OldNumber_ReturnsFalse()
    {
        var dialog = Dialog.FromInvite(Written.Request("INVITE", "z9hG4bKx", cseq: 7), "mine", Proxy);
        Assert.False(dialog.TryAdvance(Written.Request("BYE", "z9hG4bKy", cseq: 7)));
        Assert.True(dialog.TryAdvance(Written.Request("BYE", "z9hG4bKy", cseq: 9)));
        Assert.False(dialog.TryAdvance(Written.Request("BYE", "z9hG4bKy", cseq: 8)));
    }

    private static Dialog Answered(params string[] recordRoutes)
    {
        var invite = Written.Request("INVITE", "z9hG4bKx", cseq: 7);
        var response = SipResponse.Create(invite, 200, toTag: "b");
        response.Headers.Add("Contact", "<sip:peer@192.0.2.200:5070>");
        foreach (var route in recordRoutes)
        {
            response.Headers.Add("Record-Route", route);
        }

        return Dialog.FromResponse(invite, response, Proxy);
    }
}
