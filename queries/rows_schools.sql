-- purpose: All rows of one table of the contract schools, as made from its publisher's register.
-- param: dataset text = practice_schools  The dataset.
-- param: resource text = schools  The table within it.
-- column: school_code text  Code of the school and its branch.
-- column: school_name text  Name of the school.
-- column: sector text  Primary or secondary.
-- column: school_type text  Kind of school.
-- column: address text  Street and number.
-- column: postcode text  Postcode.
-- column: place text  Name of the place.
-- column: municipality_code text  Code of the municipality.
-- column: longitude double  Degrees (WGS 84).
-- column: latitude double  Degrees (WGS 84).
-- column: location text  How precisely the school is placed.
-- column: area_vintage integer  Year of the division of areas.
-- column: area_code text  District in which the school stands.
-- column: district_by text  How the district was found.
-- column: border_m integer  Metres to the nearest border of a district.
select
    school_code,
    school_name,
    sector,
    school_type,
    address,
    postcode,
    place,
    municipality_code,
    cast(longitude as double) as longitude,
    cast(latitude as double) as latitude,
    location,
    cast(area_vintage as integer) as area_vintage,
    area_code,
    district_by,
    cast(border_m as integer) as border_m
from schools
where dataset = $dataset and resource = $resource
order by all
