"""Where the usual dialects of feeds have the fields of a posting.

RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 (https://web.resource.org/rss/1.0/spec), Atom (RFC 4287),
the XML that job search engines take (`<source><job>`, after Indeed's), and the names that WordPress's job plug-ins and
recruiting systems add to them.
"""

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "source_id": "referencenumber | reference | requisitionid | jobid | job_id | guid | id | @id | @rdf:about",
    "url": "link | link@href | url | applyurl | apply_url | guid | @rdf:about | id",
    "title": "title | job_title | jobtitle | name",
    "company": "company | company_name | companyname | employer | sourcename | job_listing:company | dc:publisher"
    " | author/name | dc:creator",
    "company_url": "company_url | companyurl | author/uri",
    "description": "content:encoded | content | description | job_description | body | summary",
    "location_raw": "location | region | job_listing:location | joblocation | job_location | g:location"
    " | locations/location",
    "locality": "city",
    "region": "state",
    "country": "country",
    "postal_code": "postalcode | postal_code | zip",
    "employment": "jobtype | job_type | type | employment_type | employmenttype | job_listing:job_type"
    " | g:employment_type",
    "salary_raw": "salary | job_listing:salary | compensation | g:salary",
    "date_posted": "pubDate | date | published | dc:date | dcterms:created | issued | dateposted | updated",
    "valid_through": "expires_at | expirationdate | expiration_date | expires | closing_date | dcterms:valid",
    "language": "language | dc:language | @xml:lang",
}
"""Field of Posting, `description` or `employment`: paths in an entry, the first with a text counts."""
