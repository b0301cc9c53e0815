using Parley.Server.Sessions;
using Parley.Server.Storage;

using Parley.Server.Deployments;

namespace Parley.Server.Api;

/// <summary>From rows to documents.</summary>
internal static class SessionDocumentMapping
{
    public static SessionDocument ToDocument(this SessionRecord session, Guid domain, Guid organization) => new()
    {
        SessionId = session.Id,
        ServiceId = AgentDirectory.StableId(domain, "service", session.Agent),
        OrganizationId = organization,
        DeploymentId = session.DeploymentId ?? AgentDirectory.StableId(domain, "deployment", session.Agent),
        CreatedAt = session.CreatedAt,
        UpdatedAt = session.UpdatedAt,
        EndedAt = session.EndedAt,
        BotStartSeconds = session.BotStartSeconds,
        CompletionStatus = session.Completion?.ToWire(),
        EndReason = session.EndReason,
    };

    public static SessionDetailsDocument ToDetails(this SessionRecord session, Guid domain, Guid organization, IReadOnlyList<DialoutAttempt> attempts)
    {
        var summary = session.ToDocument(domain, organization);
        return new()
        {
            SessionId = summary.SessionId,
            ServiceId = summary.ServiceId,
            OrganizationId = summary.OrganizationId,
            DeploymentId = summary.DeploymentId,
            CreatedAt = summary.CreatedAt,
            UpdatedAt = summary.UpdatedAt,
            EndedAt = summary.EndedAt,
            BotStartSeconds = summary.BotStartSeconds,
            CompletionStatus = summary.CompletionStatus,
            EndReason = summary.EndReason,
            DailyRoom = session.RoomUrl,
            BodySize = session.BodySize,
            BodySha256 = session.BodyHash is { } hash ? Convert.ToHexStringLower(hash) : null,
            Dialouts = [.. attempts.Select(ToDocument)],
        };
    }

    private static DialoutDocument ToDocument(DialoutAttempt attempt) => new()
    {
        SessionId = attempt.Id,
        PhoneNumber = attempt.Destination is DialoutDestination.PhoneNumber ? attempt.DestinationValue : null,
        SipUri = attempt.Destination is DialoutDestination.SipUri ? attempt.DestinationValue : null,
        CallerNumber = attempt.CallerNumber,
        Trunk = attempt.Trunk,
        CreatedAt = attempt.CreatedAt,
        ConnectedAt = attempt.ConnectedAt,
        RangAt = attempt.RangAt,
        AnsweredAt = attempt.AnsweredAt,
        EndedAt = attempt.EndedAt,
        Stage = attempt.Stage,
        SipStatus = attempt.SipStatus,
        Q850Cause = attempt.Q850Cause,
        Rang = attempt.Rang,
        Media = attempt.Media,
        HungUpBy = attempt.HungUpBy,
        Retryable = attempt.Retryable,
        InDoubt = attempt.InDoubt,
        Error = attempt.Error,
        Quality = attempt.Quality,
    };
}
